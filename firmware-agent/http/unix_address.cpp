#include "firmware-agent/http/unix_address.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

namespace peapod::http {

Result<UnixAddress> UnixAddress::of(const std::string& path) {
  UnixAddress address;
  address.address_.sun_family = AF_UNIX;
  std::string reachable = path;
  if (path.size() >= sizeof address.address_.sun_path) {
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    address.directory_.reset(open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!address.directory_) return Error{errno, "open '" + directory + "'"};
    reachable = "/proc/self/fd/" + std::to_string(address.directory_.get()) + "/" + path.substr(slash + 1);
    if (reachable.size() >= sizeof address.address_.sun_path) return Error{ENAMETOOLONG, "socket '" + path + "'"};
  }
  std::memcpy(address.address_.sun_path, reachable.c_str(), reachable.size() + 1);
  return address;
}

Result<UniqueFd> connect_unix(const std::string& path) {
  auto address = UnixAddress::of(path);
  if (!address) return std::move(address.error());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return Error{errno, "socket"};
  int result = 0;
  do {
    result = connect(fd.get(), address->get(), address->size());
  } while (result != 0 && errno == EINTR);
  if (result != 0) return Error{errno, "connect '" + path + "'"};
  return fd;
}

}  // namespace peapod::http
