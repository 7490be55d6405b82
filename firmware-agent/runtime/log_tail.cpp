#include "firmware-agent/runtime/log_tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "firmware-agent/runtime/log_writer.h"
#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

// Holds a longest line and, before it, more than enough of others.
constexpr std::size_t kReadMax = 2 * kLogLineMax;

// What a line of the log adds to the text. `line` is without its newline.
void prepend_text(std::string_view line, std::string& text) {
  const bool stamped = line.size() > kRfc3339NanoLength && line[10] == 'T' && line[kRfc3339NanoLength - 1] == 'Z';
  const std::string_view after = stamped ? line.substr(kRfc3339NanoLength) : std::string_view{};
  bool whole = true;
  if (after.starts_with(" stdout ") || after.starts_with(" stderr ")) {
    const std::string_view tag = after.substr(8);
    if (tag.starts_with("F ") || tag.starts_with("P ")) {
      whole = tag[0] == 'F';
      line = tag.substr(2);
    }
  }
  if (whole) text.insert(0, 1, '\n');
  text.insert(0, line);
}

}  // namespace

std::string tail_text(std::string_view raw, std::size_t bytes_max, std::size_t lines_max) {
  std::string text;
  if (!raw.empty() && raw.back() == '\n') raw.remove_suffix(1);
  for (std::size_t lines = 0; lines < lines_max && text.size() < bytes_max && !raw.empty(); ++lines) {
    const std::size_t newline = raw.rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    prepend_text(raw.substr(begin), text);
    raw = raw.substr(0, begin == 0 ? 0 : newline);
  }
  if (text.size() > bytes_max) text.erase(0, text.size() - bytes_max);
  return text;
}

Result<std::string> tail_log(const std::string& path, std::size_t bytes_max, std::size_t lines_max) {
  Result<UniqueFd> file = platform::sys::open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file) return file.error();
  Result<struct stat> status = platform::sys::status_of(file->get());
  if (!status) return status.error();
  if (!S_ISREG(status->st_mode)) return Error{EINVAL, "read " + path};
  const auto size = static_cast<std::size_t>(status->st_size);
  const std::size_t from = size - std::min(size, kReadMax);
  std::string raw(size - from, '\0');
  const ssize_t got = ::pread(file->get(), raw.data(), raw.size(), static_cast<off_t>(from));
  if (got < 0) return Error{errno, "read " + path};
  raw.resize(static_cast<std::size_t>(got));
  if (from > 0) raw.erase(0, raw.find('\n') + 1);  // The rest of a line, and nothing when there is no newline at all.
  return tail_text(raw, bytes_max, lines_max);
}

}  // namespace peapod::runtime
