#include "platform/cgroup/cgroup.h"
#include "platform/cgroup/cgroup_v1.h"
#include "platform/cgroup/cgroup_v2.h"
#include "platform/cgroup/layout.h"
#include "platform/sys/file.h"
#include "platform/sys/mount.h"

namespace peapod::platform {
namespace {

constexpr std::size_t kProcCgroupMax = 64U << 10;

// The line "0::/path" of /proc/self/cgroup, without the first slash.
std::string own_v2_group() {
  const Result<std::string> text = sys::read_file("/proc/self/cgroup", kProcCgroupMax);
  constexpr std::string_view kPrefix = "0::/";
  if (!text) return {};
  const std::size_t start = text->starts_with(kPrefix) ? 0 : text->find("\n0::/");
  if (start == std::string::npos) return {};
  const std::size_t path = text->find('/', start) + 1;
  return text->substr(path, text->find('\n', path) - path);
}

}  // namespace

Result<std::unique_ptr<CgroupTree>> CgroupTree::open(const std::string& root, const std::string& base) {
  Result<std::vector<sys::MountPoint>> mounts = sys::read_mountinfo();
  if (!mounts) return std::move(mounts.error());
  const CgroupLayout layout = find_layout(*mounts, root);
  if (layout.v2_at_root) return open_cgroup_v2(root, own_v2_group(), base);
  return open_cgroup_v1(layout, root, base);
}

}  // namespace peapod::platform
