#include "platform/sys/resolve.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "platform/sys/file.h"

namespace peapod::platform::sys {
namespace {

constexpr int kRaceRetries = 64;  // EAGAIN: something was renamed while the kernel walked over "..".
constexpr int kLinksMax = 40;     // MAXSYMLINKS of the kernel.
constexpr std::size_t kDepthMax = 128;

class Walk {
 public:
  Walk(int root, std::string_view path, int flags, mode_t mode)
      : root_(root), path_(path), flags_(flags), mode_(mode), pending_(path) {}

  Result<UniqueFd> run() {
    while (skip_slashes(), !pending_.empty()) {
      const std::string name = take_component();
      const bool last = pending_.find_first_not_of('/') == std::string::npos;
      if (name == ".") continue;
      if (name == "..") {
        if (!parents_.empty()) parents_.pop_back();
        continue;
      }
      Result<UniqueFd> entry = open_at(top(), name, O_PATH | O_NOFOLLOW);
      if (!entry) {
        if (last && entry.error().code == ENOENT && (flags_ & O_CREAT)) return open_last(name);
        return failure(entry.error().code);
      }
      Result<struct stat> status = status_of(entry->get());
      if (!status) return failure(status.error().code);
      if (S_ISLNK(status->st_mode) && !(last && (flags_ & O_NOFOLLOW))) {
        if (int error = follow(entry->get(), last)) return failure(error);
        continue;
      }
      if (last) return open_last(name);
      if (!S_ISDIR(status->st_mode)) return failure(ENOTDIR);
      if (parents_.size() == kDepthMax) return failure(ENAMETOOLONG);
      parents_.push_back(std::move(*entry));
    }
    return open_last(".");
  }

 private:
  int top() const { return parents_.empty() ? root_ : parents_.back().get(); }
  Error failure(int code) const { return {code, "open '" + std::string(path_) + "'"}; }
  void skip_slashes() { pending_.erase(0, pending_.find_first_not_of('/')); }

  std::string take_component() {
    const std::size_t end = pending_.find('/');
    std::string name = pending_.substr(0, end);
    pending_.erase(0, end);
    return name;
  }

  int follow(int link, bool last) {
    if (last && (flags_ & O_CREAT) && (flags_ & O_EXCL)) return EEXIST;
    if (++links_ > kLinksMax) return ELOOP;
    Result<std::string> target = read_link_at(link, "");
    if (!target) return target.error().code;
    if (target->starts_with('/')) parents_.clear();
    pending_.insert(0, *target);
    return 0;
  }

  Result<UniqueFd> open_last(const std::string& name) {
    const int kind = pending_.empty() ? 0 : O_DIRECTORY;  // "name/" can only be a directory.
    Result<UniqueFd> fd = open_at(top(), name, flags_ | O_NOFOLLOW | kind, mode_);
    if (!fd) return failure(fd.error().code);
    return fd;
  }

  int root_;
  std::string_view path_;
  int flags_;
  mode_t mode_;
  std::string pending_;  // What is still to be walked.
  std::vector<UniqueFd> parents_;
  int links_ = 0;
};

}  // namespace

Result<UniqueFd> open_beneath(int root, std::string_view path, int flags, mode_t mode) {
  open_how how{};
  // What libraries add for open(2): without it a 32-bit kernel refuses files above 2 GB. With O_PATH it is no flag.
  how.flags = static_cast<unsigned>(flags | O_CLOEXEC | (flags & O_PATH ? 0 : O_LARGEFILE));
  how.mode = (flags & O_CREAT) ? mode : 0;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  const std::string text(path);
  for (int i = 0; i < kRaceRetries; ++i) {
    const long fd = ::syscall(SYS_openat2, root, text.c_str(), &how, sizeof how);
    if (fd >= 0) return UniqueFd(static_cast<int>(fd));
    if (errno == ENOSYS) return open_beneath_by_component(root, path, flags, mode);
    if (errno != EAGAIN && errno != EINTR) break;
  }
  const int code = errno;
  return Error{code, "open '" + text + "'"};
}

Result<UniqueFd> open_beneath_by_component(int root, std::string_view path, int flags, mode_t mode) {
  if (path.empty()) return Error{ENOENT, "open ''"};
  return Walk(root, path, flags, mode).run();
}

}  // namespace peapod::platform::sys
