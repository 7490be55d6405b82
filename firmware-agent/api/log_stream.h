#pragma once

// Answers GET .../pods/NAME/log: streams a log, and with follow stays until the instance has ended.

#include <uv.h>

#include <memory>
#include <string>

#include "firmware-agent/api/log_reader.h"
#include "firmware-agent/http/connection.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/uv_handle.h"

namespace peapod::api {

// Which run of which container a log belongs to.
struct LogSource {
  std::string namespace_;
  std::string pod;
  std::string uid;
  std::size_t container = 0;  // Index as in PodPolicy::containers.
  std::int32_t instance = 0;  // The restart count of that run.
};

// Finds the run that the options mean. Errors are worded as the kubelet's.
std::optional<StatusError> find_log(const runtime::PodView& view, const LogOptions& options, LogSource& source);

// Where that run's log files lie.
std::string log_directory(const runtime::PodView& view, const LogSource& source);

class LogStream final : public http::Activity {
 public:
  LogStream(http::Connection& connection, runtime::PodControl& pods, LogSource source, LogReader reader, bool follow);
  // Call once, after the connection's answer has begun.
  void start();

  void drained() override { pump(); }

 private:
  void watch();
  void pump();
  bool instance_runs() const;
  void rest();

  http::Connection& connection_;
  runtime::PodControl& pods_;
  LogSource source_;
  LogReader reader_;
  bool follow_;
  bool last_look_ = false;  // The instance has ended; what its pipes still held has had time to be written.
  bool ended_ = false;
  runtime::UvHandle<uv_timer_t> timer_;
  runtime::UvHandle<uv_fs_event_t> directory_;
  std::unique_ptr<runtime::PodControl::Subscription> changes_;
};

}  // namespace peapod::api
