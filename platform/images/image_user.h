#pragma once

// Who an image's or manifest's user is, by the image's own /etc/passwd and /etc/group. Those are the image's
// word: read as regular files inside the layers, within limits, and never through a link that leads out.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/result.h"

namespace peapod::platform {

inline constexpr std::size_t kUserFileBytesMax = 1024 * 1024;
inline constexpr std::size_t kUserLineBytesMax = 64 * 1024;
inline constexpr std::size_t kUserGroupsMax = 65536;     // NGROUPS_MAX.
inline constexpr std::uint32_t kUserIdMax = 2147483647;  // As the kubelet's validation of runAsUser.

struct ImageUser {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::vector<std::uint32_t> groups;  // Supplementary, without gid.
  std::string home = "/";
};

// `user` is "", "uid", "name", "uid:gid", "name:group" or a mix. "" is uid 0. A name must be in the file; a
// number need not, and has gid 0 when it is not. With a group given there are no supplementary groups. EINVAL
// when it is not a user, ERANGE beyond kUserIdMax, ENOENT for a name that is not there, EFBIG for files
// beyond the limits.
Result<ImageUser> resolve_user(const std::string& layers_directory, const std::vector<std::string>& layers,
                               std::string_view user);

// The same from the files' texts.
Result<ImageUser> resolve_user_in(std::string_view passwd, std::string_view group, std::string_view user);

}  // namespace peapod::platform
