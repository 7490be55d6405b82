#include "firmware-agent/api/log_stream.h"

namespace peapod::api {
namespace {

constexpr std::size_t kQueueHigh = 256 * 1024;  // Enough to keep a peer busy; the rest waits in the file.
constexpr std::uint64_t kTickMs = 1000;         // Against changes that inotify did not tell, as the kubelet does.
constexpr std::uint64_t kLastLookMs = 100;

}  // namespace

LogStream::LogStream(http::Connection& connection, runtime::PodControl& pods, LogSource source, LogReader reader,
                     bool follow)
    : connection_(connection), pods_(pods), source_(std::move(source)), reader_(std::move(reader)), follow_(follow) {}

void LogStream::start() {
  if (follow_) watch();
  pump();
}

void LogStream::watch() {
  uv_loop_t* loop = connection_.loop();
  timer_ = runtime::make_timer(loop, this);
  rest();
  auto* directory = new uv_fs_event_t;
  uv_fs_event_init(loop, directory);
  directory->data = this;
  directory_.reset(directory);
  // Without inotify (no watches left) the tick alone does it.
  uv_fs_event_start(
      directory, [](uv_fs_event_t* handle, const char*, int, int) { static_cast<LogStream*>(handle->data)->pump(); },
      reader_.directory().c_str(), 0);
  changes_ = pods_.subscribe([this](const runtime::Change& change) {
    if (change.pod != nullptr && change.pod->pod.metadata.uid == source_.uid) pump();
  });
}

void LogStream::rest() {
  uv_timer_start(
      timer_.get(), [](uv_timer_t* timer) { static_cast<LogStream*>(timer->data)->pump(); }, kTickMs, kTickMs);
}

bool LogStream::instance_runs() const {
  bool runs = false;
  pods_.with_pod(source_.namespace_, source_.pod, [&](const runtime::PodView& view) {
    const core::ContainerStatus& status = view.status.containers[source_.container];
    runs = view.pod.metadata.uid == source_.uid && status.restart_count == source_.instance &&
           status.kind == core::ContainerStatus::Kind::Running;
  });
  return runs;
}

void LogStream::pump() {
  if (ended_) return;
  LogReader::Progress progress = LogReader::Progress::More;
  while (progress == LogReader::Progress::More && connection_.queued_bytes() < kQueueHigh) {
    std::string text;
    progress = reader_.read(text);
    connection_.write(text);
  }
  if (progress == LogReader::Progress::More) return;  // drained() goes on.
  if (progress == LogReader::Progress::AtEnd && follow_) {
    if (instance_runs()) return;
    if (!last_look_) {
      last_look_ = true;
      uv_timer_start(
          timer_.get(),
          [](uv_timer_t* timer) {
            auto& me = *static_cast<LogStream*>(timer->data);
            me.follow_ = false;
            me.pump();
          },
          kLastLookMs, 0);
    }
    return;
  }
  ended_ = true;
  connection_.end_stream();
}

}  // namespace peapod::api
