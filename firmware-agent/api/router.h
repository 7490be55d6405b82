#pragma once

// From a request to the handler of what it asks for.

#include <cstdint>
#include <memory>

#include "firmware-agent/api/call.h"

namespace peapod::api {

class Router {
 public:
  explicit Router(runtime::PodControl& pods);

  // Answers, at once or by an activity of the connection.
  void handle(const http::Request& request, http::Connection& connection);

 private:
  void handle_resource(Call& call);
  void handle_pods(Call& call);
  void handle_nodes(Call& call);
  void note_deletion(const runtime::Change& change);

  runtime::PodControl& pods_;
  runtime::WallTime created_;
  std::uint64_t last_pod_deletion_ = 0;  // Resource versions; see Call::last_deletion.
  std::uint64_t last_event_deletion_ = 0;
  std::unique_ptr<runtime::PodControl::Subscription> changes_;
};

}  // namespace peapod::api
