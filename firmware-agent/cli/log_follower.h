#pragma once

// The logs of several containers at once, each line with its origin in front.

#include <poll.h>

#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/json.h"

namespace peapod::cli {

class LogFollower {
 public:
  explicit LogFollower(const ApiClient& client) : client_(client) {}

  // Begins to follow every run of the pod's containers that is not followed yet.
  void follow(const Json& pod);

  // Appends what is to be polled; handle() takes the same entries back.
  void add_to(std::vector<pollfd>& fds) const;
  void handle(const pollfd& ready);

  bool idle() const { return streams_.empty(); }

 private:
  struct Stream {
    std::unique_ptr<Incoming> incoming;
    std::string prefix;   // "[web/server] ".
    std::string pending;  // A line that has not ended yet.
  };
  void follow_container(const Json& pod, const Json& status);
  static void print_lines(Stream& stream, bool at_end);

  const ApiClient& client_;
  std::list<Stream> streams_;
  std::map<std::string, std::int64_t> followed_;  // uid/container to the restart count of the newest run followed.
};

}  // namespace peapod::cli
