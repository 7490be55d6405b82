#include "platform/sys/mount.h"

#include <sys/mount.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "platform/sys/file.h"

namespace peapod::platform::sys {
namespace {

constexpr std::size_t kMountinfoMax = 4U << 20;  // Bytes; some ten thousand mounts.

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

// The kernel writes space, tab, newline and backslash as \040 and so on.
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '\\' && i + 4 <= text.size() &&
        std::from_chars(&text[i + 1], &text[i + 1] + 3, code, 8).ptr == &text[i + 1] + 3) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::string_view next_word(std::string_view& line) {
  const std::size_t end = line.find(' ');
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return word;
}

bool parse_line(std::string_view line, MountPoint& mount) {
  const auto number = [](std::string_view word, int& value) {
    return std::from_chars(word.data(), word.data() + word.size(), value).ec == std::errc{};
  };
  if (!number(next_word(line), mount.id) || !number(next_word(line), mount.parent)) return false;
  next_word(line);  // Device number.
  mount.root = unescape(next_word(line));
  mount.target = unescape(next_word(line));
  mount.options = next_word(line);
  while (!line.empty() && next_word(line) != "-") {
  }
  mount.type = unescape(next_word(line));
  mount.source = unescape(next_word(line));
  mount.super_options = unescape(next_word(line));
  return !mount.target.empty() && !mount.type.empty();
}

}  // namespace

Result<void> mount(const std::string& source, const std::string& target, const std::string& type, unsigned long flags,
                   const std::string& data) {
  if (::mount(or_null(source), target.c_str(), or_null(type), flags, or_null(data)) == 0) return {};
  const int code = errno;
  return Error{code, "mount '" + target + "'"};
}

Result<void> unmount(const std::string& target, int flags) {
  if (::umount2(target.c_str(), flags) == 0) return {};
  const int code = errno;
  return Error{code, "unmount '" + target + "'"};
}

std::vector<MountPoint> parse_mountinfo(std::string_view text) {
  std::vector<MountPoint> mounts;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    MountPoint mount;
    if (parse_line(text.substr(0, end), mount)) mounts.push_back(std::move(mount));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return mounts;
}

Result<std::vector<MountPoint>> read_mountinfo() {
  Result<std::string> text = read_file("/proc/self/mountinfo", kMountinfoMax);
  if (!text) return std::move(text.error());
  return parse_mountinfo(*text);
}

std::string missing_root_mount(const std::vector<MountPoint>& mounts) {
  const bool there = std::ranges::any_of(mounts, [](const MountPoint& mount) { return mount.target == "/"; });
  return there ? ""
               : "the root directory is no mount point, as in a chroot: 'mount --bind DIR DIR' before 'chroot DIR' "
                 "makes it one";
}

bool is_at_or_below(std::string_view path, std::string_view directory) {
  if (directory == "/") return true;
  return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

}  // namespace peapod::platform::sys
