#include "config/text_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "config/yaml_tree.h"

namespace peapod::config {
namespace {

constexpr std::size_t kFirstBytes = 8192;  // More than most manifests have.
constexpr std::size_t kBytesMax = kTextBytesMax + 1;

}  // namespace

TextFile read_text_file(int fd) {
  TextFile file;
  std::size_t size = 0;
  while (size < kBytesMax) {
    if (size == file.text.size()) file.text.resize(std::min(kBytesMax, std::max(kFirstBytes, 2 * size)));
    const ssize_t got = ::read(fd, file.text.data() + size, file.text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) file.error = errno;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  file.text.resize(size);
  return file;
}

TextFile read_text_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {{}, errno};
  TextFile file = read_text_file(fd);
  ::close(fd);
  return file;
}

}  // namespace peapod::config
