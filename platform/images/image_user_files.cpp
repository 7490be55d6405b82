#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "platform/images/image_user.h"
#include "platform/sys/file.h"
#include "platform/sys/resolve.h"

namespace peapod::platform {
namespace {

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    std::size_t length = std::min(text.find('\n'), text.size());
    longest = std::max(longest, length);
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return longest;
}

// A whole regular file; FIFOs and devices are not waited for.
Result<std::string> read_regular(int directory, const std::string& path) {
  Result<UniqueFd> file = sys::open_beneath(directory, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file) return std::move(file.error());
  Result<struct stat> status = sys::status_of(file->get());
  if (!status) return std::move(status.error());
  if (!S_ISREG(status->st_mode)) return Error{EINVAL, "'" + path + "' is not a regular file"};
  if (status->st_size > static_cast<off_t>(kUserFileBytesMax)) return Error{EFBIG, "'" + path + "'"};
  std::string text(static_cast<std::size_t>(status->st_size), '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    ssize_t got = ::read(file->get(), text.data() + length, text.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{errno, "read '" + path + "'"};
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  text.resize(length);
  if (longest_line(text) > kUserLineBytesMax) return Error{EFBIG, "a line of '" + path + "'"};
  return text;
}

bool is_opaque(int directory) {
  char value = 0;
  return ::fgetxattr(directory, "trusted.overlay.opaque", &value, 1) == 1 && value == 'y';
}

// etc/<name> as overlayfs would show it: of the topmost layer that has it, and empty when a layer hides it.
Result<std::string> read_etc_file(const std::string& layers_directory, const std::vector<std::string>& layers,
                                  const std::string& name) {
  for (const std::string& layer : layers) {
    Result<UniqueFd> root = sys::open(layers_directory + "/" + layer, O_RDONLY | O_DIRECTORY);
    if (!root) return std::move(root.error());
    Result<UniqueFd> etc = sys::open_beneath(root->get(), "etc", O_RDONLY | O_DIRECTORY);
    if (!etc && etc.error().code == ENOENT) continue;
    if (!etc && etc.error().code == ENOTDIR) return std::string();  // A whiteout, or a file, hides what is below.
    if (!etc) return std::move(etc.error());
    Result<struct stat> status = sys::status_at(etc->get(), name, AT_SYMLINK_NOFOLLOW);
    if (!status && status.error().code != ENOENT) return std::move(status.error());
    if (status && S_ISCHR(status->st_mode)) return std::string();
    if (status) return read_regular(root->get(), "etc/" + name);
    if (is_opaque(etc->get())) return std::string();
  }
  return std::string();
}

}  // namespace

Result<ImageUser> resolve_user(const std::string& layers_directory, const std::vector<std::string>& layers,
                               std::string_view user) {
  Result<std::string> passwd = read_etc_file(layers_directory, layers, "passwd");
  if (!passwd) return std::move(passwd.error());
  Result<std::string> group = read_etc_file(layers_directory, layers, "group");
  if (!group) return std::move(group.error());
  return resolve_user_in(*passwd, *group, user);
}

}  // namespace peapod::platform
