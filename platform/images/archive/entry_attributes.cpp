#include "platform/images/archive/entry_attributes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

#include "platform/sys/file.h"

namespace peapod::platform::images {
namespace {

// The highest id is chown's "leave it".
bool is_id(std::int64_t id) { return id >= 0 && id < std::numeric_limits<std::uint32_t>::max(); }

Result<void> check_owner(const TarEntry& entry) {
  if (is_id(entry.uid) && is_id(entry.gid)) return {};
  return Error{ERANGE, "owner " + std::to_string(entry.uid) + ":" + std::to_string(entry.gid)};
}

}  // namespace

bool is_xattr_taken(std::string_view name) {
  if (name == "security.capability") return true;
  return name.starts_with("user.") && !name.starts_with("user.overlay.");
}

Result<void> set_attributes(int fd, const TarEntry& entry) {
  if (Result<void> checked = check_owner(entry); !checked) return checked;
  Result<void> owned = sys::change_owner(fd, static_cast<uid_t>(entry.uid), static_cast<gid_t>(entry.gid));
  if (!owned) return owned;
  if (Result<void> changed = sys::change_mode(fd, entry.mode); !changed) return changed;
  for (const auto& [name, value] : entry.xattrs) {
    if (!is_xattr_taken(name)) continue;
    if (::fsetxattr(fd, name.c_str(), value.data(), value.size(), 0) == 0) continue;
    // Not every filesystem has user.* attributes (tmpfs before 6.6), and nothing depends on them.
    if (errno == ENOTSUP && name.starts_with("user.")) continue;
    return Error{errno, "set " + name};
  }
  const timespec times[2] = {entry.mtime, entry.mtime};
  if (::futimens(fd, times) != 0) return Error{errno, "utimens"};
  return {};
}

Result<void> set_attributes_at(int parent, const std::string& name, const TarEntry& entry) {
  if (Result<void> checked = check_owner(entry); !checked) return checked;
  if (::fchownat(parent, name.c_str(), static_cast<uid_t>(entry.uid), static_cast<gid_t>(entry.gid),
                 AT_SYMLINK_NOFOLLOW) != 0)
    return Error{errno, "chown"};
  if (entry.kind == TarEntry::Kind::Fifo && ::fchmodat(parent, name.c_str(), entry.mode, 0) != 0)
    return Error{errno, "chmod"};
  const timespec times[2] = {entry.mtime, entry.mtime};
  if (::utimensat(parent, name.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0) return Error{errno, "utimens"};
  return {};
}

}  // namespace peapod::platform::images
