#pragma once

// Reads a watch: one JSON object in each line.

#include <functional>
#include <memory>
#include <string>

#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/json.h"

namespace peapod::cli {

class WatchLines {
 public:
  explicit WatchLines(std::unique_ptr<Incoming> incoming) : incoming_(std::move(incoming)) {}

  // Waits for bytes and hands on each whole event until `on_event` returns false. False when the watch is over.
  Result<bool> read(const std::function<bool(const Json& event)>& on_event);
  int fd() const { return incoming_->fd(); }

 private:
  std::unique_ptr<Incoming> incoming_;
  std::string pending_;
};

// Opens a watch on `target`, which has its selectors already. A refusal becomes a Reply in `refused`.
Result<std::unique_ptr<WatchLines>> open_watch(const ApiClient& client, std::string target, std::string_view accept,
                                               std::string_view resource_version, Reply& refused);

}  // namespace peapod::cli
