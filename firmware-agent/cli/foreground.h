#pragma once

// Pods in the foreground: shows their events and output until they have ended, and deletes them on Ctrl-C.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/deletion.h"
#include "firmware-agent/cli/log_follower.h"
#include "firmware-agent/cli/watch_lines.h"
#include "platform/sys/unique_fd.h"

namespace peapod::cli {

class Foreground {
 public:
  // Blocks SIGINT and SIGTERM from here on: they mean "stop the pods".
  Foreground(const ApiClient& client, const std::vector<config::Pod>& pods);

  // Follows the pods until each has ended or is gone; true when none has failed.
  Result<bool> follow();

  // Deletes what is still there and follows until it is gone.
  Result<void> clean_up();

 private:
  struct Followed {
    Deletion deletion;
    std::string uid;
    std::string phase;
    bool gone = false;
  };
  Result<void> open();
  Result<void> turn();
  void on_pod(const Json& event);
  void on_event(const Json& event);
  Result<void> on_signal();
  Result<void> delete_all(std::optional<std::int64_t> grace_seconds);
  Followed* find(std::string_view ns, std::string_view name);
  bool all_ended() const;
  bool all_gone() const;

  const ApiClient& client_;
  std::vector<Followed> pods_;
  LogFollower logs_;
  UniqueFd signals_;
  std::unique_ptr<WatchLines> pod_watch_;
  std::unique_ptr<WatchLines> event_watch_;
  int interruptions_ = 0;
};

}  // namespace peapod::cli
