#pragma once

// The files of one container instance's log: those rotated away ("3.log.20161006-001709"), oldest first, then
// the current one ("3.log").

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/sys/unique_fd.h"

namespace peapod::api {

class LogFiles {
 public:
  LogFiles(std::string directory, std::int32_t instance);

  // Names in the order in which they were written. Empty when there are none, or no directory.
  std::vector<std::string> list() const;
  // No descriptor when the file is gone meanwhile.
  UniqueFd open(const std::string& name) const;
  // The file written after the one with that inode, or the oldest when that is gone already. Nothing when it
  // is the newest.
  std::optional<std::string> after(ino_t inode) const;

  const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
  std::string current_;  // "3.log".
};

}  // namespace peapod::api
