#pragma once

// An agent that lives as long as one `peapod run`: started when none answers, stopped with its pods afterwards.

#include <sys/types.h>

#include "firmware-agent/cli/options.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::cli {

class OwnAgent {
 public:
  OwnAgent() = default;
  ~OwnAgent() { stop(); }
  OwnAgent(const OwnAgent&) = delete;
  OwnAgent& operator=(const OwnAgent&) = delete;

  // Does nothing when an agent answers. Otherwise starts this program as one and waits until it answers.
  Result<void> start_if_needed(const Options& options);

  // Ends it and waits for its end.
  void stop();

 private:
  Result<void> start(const Options& options);

  pid_t pid_ = 0;  // 0: none of ours.
};

}  // namespace peapod::cli
