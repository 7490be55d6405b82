#include "platform/launch/keeper_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "platform/sys/file.h"

namespace peapod::platform {

namespace {

// sun_path holds 107 bytes: the directory is named by a descriptor.
struct SocketPlace {
  UniqueFd directory;
  std::string path;  // /proc/self/fd/N/name
  sockaddr_un address{};
};

Result<SocketPlace> find_place(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  Result<UniqueFd> opened = sys::open(directory, O_PATH | O_DIRECTORY);
  if (!opened) return std::move(opened.error());
  SocketPlace place;
  place.directory = std::move(*opened);
  place.path = "/proc/self/fd/" + std::to_string(place.directory.get()) + "/" +
               (slash == std::string::npos ? path : path.substr(slash + 1));
  if (place.path.size() >= sizeof place.address.sun_path) return Error{ENAMETOOLONG, "socket '" + path + "'"};
  place.address.sun_family = AF_UNIX;
  std::memcpy(place.address.sun_path, place.path.c_str(), place.path.size() + 1);
  return place;
}

Error failure(const char* operation, const std::string& path) {
  const int code = errno;
  return Error{code, std::string(operation) + " '" + path + "'"};
}

Result<UniqueFd> new_socket(int flags) {
  UniqueFd fd(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0));
  if (!fd) return Error{errno, "socket"};
  return fd;
}

}  // namespace

Result<UniqueFd> bind_keeper_socket(const std::string& path) {
  Result<SocketPlace> place = find_place(path);
  if (!place) return std::move(place.error());
  Result<UniqueFd> fd = new_socket(SOCK_NONBLOCK);
  if (!fd) return fd;
  if (unlink(place->path.c_str()) != 0 && errno != ENOENT) return failure("remove", path);
  const auto* address = reinterpret_cast<const sockaddr*>(&place->address);
  if (bind(fd->get(), address, sizeof place->address) != 0) return failure("bind", path);
  // Nobody can connect before somebody listens, so nobody is early.
  if (chmod(place->path.c_str(), 0600) != 0) return failure("chmod", path);
  return fd;
}

Result<UniqueFd> connect_keeper_socket(const std::string& path, int timeout_ms) {
  Result<SocketPlace> place = find_place(path);
  if (!place) return std::move(place.error());
  Result<UniqueFd> fd = new_socket(0);
  if (!fd) return fd;
  // connect() waits while others stand in line, but not for ever.
  const timeval patience{timeout_ms / 1000, timeout_ms % 1000 * 1000};
  if (setsockopt(fd->get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0) return failure("limit", path);
  const auto* address = reinterpret_cast<const sockaddr*>(&place->address);
  if (connect(fd->get(), address, sizeof place->address) != 0) return failure("connect", path);
  return fd;
}

}  // namespace peapod::platform
