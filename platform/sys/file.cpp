#include "platform/sys/file.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace peapod::platform::sys {
namespace {

Error failure(const char* operation, const std::string& path) {
  const int code = errno;
  return {code, std::string(operation) + " '" + path + "'"};
}

template <class Call>
auto retry(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

Result<void> done(int result, const char* operation, const std::string& path) {
  if (result != 0) return failure(operation, path);
  return {};
}

std::string name_of(int fd) { return "descriptor " + std::to_string(fd); }

}  // namespace

Result<UniqueFd> open_at(int directory, const std::string& path, int flags, mode_t mode) {
  UniqueFd fd(retry([&] { return ::openat(directory, path.c_str(), flags | O_CLOEXEC, mode); }));
  if (!fd) return failure("open", path);
  return fd;
}

Result<std::string> read_file_at(int directory, const std::string& path, std::size_t max) {
  Result<UniqueFd> fd = open_at(directory, path, O_RDONLY);
  if (!fd) return std::move(fd.error());
  std::string text;
  constexpr std::size_t kChunk = 4096;
  for (;;) {
    const std::size_t used = text.size();
    text.resize(used + kChunk);
    const ssize_t count = retry([&] { return ::read(fd->get(), text.data() + used, kChunk); });
    if (count < 0) return failure("read", path);
    text.resize(used + static_cast<std::size_t>(count));
    if (text.size() > max) return Error{EFBIG, "read '" + path + "'"};
    if (count == 0) return text;
  }
}

Result<void> write_file_at(int directory, const std::string& path, std::string_view text) {
  Result<UniqueFd> fd = open_at(directory, path, O_WRONLY);
  if (!fd) return std::move(fd.error());
  const ssize_t count = retry([&] { return ::write(fd->get(), text.data(), text.size()); });
  if (count < 0) return failure("write", path);
  if (static_cast<std::size_t>(count) != text.size()) return Error{EIO, "write '" + path + "': short"};
  return {};
}

Result<void> make_directory_at(int directory, const std::string& path, mode_t mode) {
  return done(::mkdirat(directory, path.c_str(), mode), "make directory", path);
}

Result<void> unlink_at(int directory, const std::string& path, int flags) {
  return done(::unlinkat(directory, path.c_str(), flags), "remove", path);
}

Result<struct stat> status_at(int directory, const std::string& path, int flags) {
  struct stat status {};
  if (::fstatat(directory, path.c_str(), &status, flags) != 0) return failure("stat", path);
  return status;
}

Result<struct stat> status_of(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return failure("stat", name_of(fd));
  return status;
}

Result<void> change_mode(int fd, mode_t mode) { return done(::fchmod(fd, mode), "chmod", name_of(fd)); }

Result<void> change_owner(int fd, uid_t uid, gid_t gid) { return done(::fchown(fd, uid, gid), "chown", name_of(fd)); }

Result<std::string> read_link_at(int directory, const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = ::readlinkat(directory, path.c_str(), target.data(), target.size());
  if (size < 0) return failure("read link", path);
  target.resize(static_cast<std::size_t>(size));
  return target;
}

Result<std::string> real_path(const std::string& path) {
  std::string target(PATH_MAX, '\0');
  if (::realpath(path.c_str(), target.data()) == nullptr) return failure("resolve", path);
  target.resize(target.find('\0'));
  return target;
}

Result<void> each_entry(int directory, const std::function<Result<void>(const char* name, unsigned char type)>& take) {
  // Opened anew: a duplicate would share the position with other readers of `directory`.
  Result<UniqueFd> fresh = open_at(directory, ".", O_RDONLY | O_DIRECTORY);
  if (!fresh) return std::move(fresh.error());
  struct Close {
    void operator()(DIR* stream) const { ::closedir(stream); }
  };
  std::unique_ptr<DIR, Close> stream(::fdopendir(fresh->get()));
  if (!stream) return failure("list", name_of(directory));
  fresh->release();
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) {
      if (errno != 0) return failure("list", name_of(directory));
      return {};
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (Result<void> taken = take(entry->d_name, entry->d_type); !taken) return taken;
  }
}

}  // namespace peapod::platform::sys
