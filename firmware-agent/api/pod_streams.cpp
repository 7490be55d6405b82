#include "firmware-agent/api/pod_streams.h"

#include "firmware-agent/api/log_stream.h"
#include "firmware-agent/runtime/log_paths.h"

namespace peapod::api {
void pod_log(Call& call) {
  LogOptions options;
  if (const auto error = read_log_options(call.query, call.route.name, call.pods.wall_now(), options)) {
    return answer(call, *error);
  }
  LogSource source;
  std::string directory;
  std::optional<StatusError> error;
  const bool exists = call.pods.with_pod(call.route.namespace_, call.route.name, [&](const runtime::PodView& view) {
    error = find_log(view, options, source);
    if (!error) directory = log_directory(view, source);
  });
  if (!exists) return answer(call, not_found("pods", call.route.name));
  if (error) return answer(call, *error);

  const bool follow = options.follow;
  LogReader reader(LogFiles(directory, source.instance), std::move(options));
  auto activity = std::make_unique<LogStream>(call.connection, call.pods, std::move(source), std::move(reader), follow);
  LogStream& stream = *activity;
  call.connection.begin_stream("text/plain", std::move(activity));
  stream.start();
}

}  // namespace peapod::api
