#include "firmware-agent/runtime/termination_message.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "firmware-agent/runtime/log_tail.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {
namespace {

constexpr off_t kMaxBytes = 4096;

// The container may have put anything there; only a regular file is read, and no link is followed.
std::string read_end(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  std::string text(static_cast<std::size_t>(std::min(status.st_size, kMaxBytes)), '\0');
  const ssize_t got = ::pread(file.get(), text.data(), text.size(), status.st_size - static_cast<off_t>(text.size()));
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

}  // namespace

std::string read_termination_message(const config::Container& container, const std::string& file,
                                     const std::string& log_file, int exit_code) {
  std::string message = read_end(file);
  const bool fall_back =
      container.termination_message_policy == config::TerminationMessagePolicy::FallbackToLogsOnError;
  if (!message.empty() || !fall_back || exit_code == 0) return message;
  Result<std::string> tail = tail_log(log_file);
  return tail ? *tail : message;
}

}  // namespace peapod::runtime
