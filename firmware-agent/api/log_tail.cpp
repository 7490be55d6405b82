#include "firmware-agent/api/log_tail.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "firmware-agent/api/log_record.h"

namespace peapod::api {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::size_t kPrefixBytes = 64;  // Holds timestamp, stream and tag.

std::string read_at(int fd, off_t offset, std::size_t bytes) {
  std::string text(bytes, '\0');
  const ssize_t count = pread(fd, text.data(), text.size(), offset);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

// Calls `visit` with the offset of each record, the last one first, until it returns false; false then.
bool each_record_backward(int fd, off_t size, const std::function<bool(off_t)>& visit) {
  for (off_t upper = size; upper > 0;) {
    const off_t lower = std::max<off_t>(0, upper - static_cast<off_t>(kBlockBytes));
    const std::string block = read_at(fd, lower, static_cast<std::size_t>(upper - lower));
    for (std::size_t i = block.size(); i-- > 0;) {
      const off_t start = lower + static_cast<off_t>(i) + 1;
      if (block[i] == '\n' && start < size && !visit(start)) return false;
    }
    upper = lower;
  }
  return size == 0 || visit(0);
}

}  // namespace

LogPosition tail_position(const LogFiles& files, std::int64_t lines) {
  LogPosition begin;
  std::int64_t left = lines;
  const std::vector<std::string> names = files.list();
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    const UniqueFd fd = files.open(*name);
    struct stat file {};
    if (!fd || fstat(fd.get(), &file) != 0) continue;
    if (begin.file.empty()) begin = {*name, file.st_size};
    const bool more_wanted = each_record_backward(fd.get(), file.st_size, [&](off_t start) {
      if (!parse_log_record(read_at(fd.get(), start, kPrefixBytes)).partial) {
        if (left == 0) return false;
        left -= 1;
      }
      begin = {*name, start};
      return true;
    });
    if (!more_wanted) break;
  }
  return begin;
}

}  // namespace peapod::api
