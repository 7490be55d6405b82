#include "platform/cgroup/cgroup_v2.h"

#include <fcntl.h>
#include <sys/xattr.h>

#include <cerrno>
#include <utility>

#include "platform/cgroup/clone_into.h"
#include "platform/cgroup/conversion.h"
#include "platform/cgroup/group_directory.h"
#include "platform/cgroup/layout.h"
#include "platform/sys/file.h"

namespace peapod::platform {
namespace {

constexpr std::size_t kProcCgroupsMax = 64U << 10;
constexpr const char* kControllers[] = {"cpu", "memory", "pids"};
// Where processes of a group that must have none itself are moved ("no internal processes").
constexpr const char* kAgentLeaf = "agent";

class GroupV2 final : public Cgroup {
 public:
  GroupV2(GroupDirectory directory, bool clone_into_works)
      : directory_(std::move(directory)), clone_into_works_(clone_into_works) {}

  Result<void> set(const CgroupLimits& limits) override;
  Result<CgroupUsage> usage() const override;
  const std::vector<int>& procs() const override { return procs_; }
  int clone_into() const override { return clone_into_.get(); }
  std::vector<pid_t> members() const override;
  Result<void> kill() override;
  Result<std::unique_ptr<Cgroup>> child(const std::string& name) override;
  Result<std::unique_ptr<Cgroup>> open_child(const std::string& name) override;
  Result<void> remove() override;
  std::string path() const override { return directory_.path(); }

  Result<void> open();  // ENOENT when it is not there.

 private:
  Result<void> write(const std::string& file, const std::string& value) const;

  GroupDirectory directory_;
  bool clone_into_works_;
  UniqueFd procs_owned_;
  UniqueFd clone_into_;
  std::vector<int> procs_;
};

// Gives the controllers to the groups below. One that cannot be given is missing there, and the tree says so.
Result<void> enable_controllers(const GroupDirectory& group) {
  const Result<std::string> available = group.read("cgroup.controllers");
  const Result<std::string> enabled = group.read("cgroup.subtree_control");
  Result<void> result;
  for (const char* controller : kControllers) {
    if (!available || !has_word(*available, controller) || (enabled && has_word(*enabled, controller))) continue;
    Result<void> written = group.write("cgroup.subtree_control", std::string("+") + controller);
    if (!written) result = std::move(written);
  }
  return result;
}

// The same for a group that may have processes of its own.
void enable_controllers_moving(const GroupDirectory& group) {
  const Result<void> enabled = enable_controllers(group);
  if (enabled || enabled.error().code != EBUSY) return;
  const GroupDirectory leaf = group.below(kAgentLeaf);
  (void)leaf.make();
  const Result<std::string> procs = group.read("cgroup.procs");
  if (!procs) return;
  for (const pid_t pid : parse_pids(*procs)) (void)leaf.write("cgroup.procs", std::to_string(pid));
  (void)enable_controllers(group);
}

Result<void> GroupV2::write(const std::string& file, const std::string& value) const {
  Result<void> written = directory_.write(file, value);
  if (!written && written.error().code == ENOENT) return {};  // No such controller here: a condition says so.
  return written;
}

std::string amount(std::int64_t bytes) { return bytes == kNoLimit ? "max" : std::to_string(bytes); }

Result<void> GroupV2::set(const CgroupLimits& limits) {
  if (limits.cpu_shares) {
    const bool linear = limits.cpu_weight == CgroupLimits::Weight::Linear;
    const std::int64_t weight =
        linear ? linear_cpu_weight(*limits.cpu_shares) : container_cpu_weight(*limits.cpu_shares);
    if (Result<void> done = write("cpu.weight", std::to_string(weight)); !done) return done;
  }
  if (limits.cpu_milli) {
    const bool lifted = *limits.cpu_milli == kNoLimit;
    const std::string quota = lifted ? "max" : std::to_string(cpu_quota_us(*limits.cpu_milli, limits.cpu_period_us));
    if (Result<void> done = write("cpu.max", quota + " " + std::to_string(limits.cpu_period_us)); !done) return done;
  }
  const std::pair<const char*, std::optional<std::int64_t>> protections[] = {{"memory.min", limits.memory_min_bytes},
                                                                             {"memory.low", limits.memory_low_bytes},
                                                                             {"memory.high", limits.memory_high_bytes}};
  for (const auto& [file, bytes] : protections) {
    if (!bytes) continue;
    if (Result<void> done = write(file, amount(*bytes)); !done) return done;
  }
  if (limits.memory_bytes) {
    const bool lifted = *limits.memory_bytes == kNoLimit;
    if (Result<void> done = write("memory.max", amount(*limits.memory_bytes)); !done) return done;
    if (Result<void> done = write("memory.swap.max", lifted ? "max" : "0"); !done) return done;
  }
  if (limits.oom_group) {
    if (Result<void> done = write("memory.oom.group", "1"); !done) return done;
  }
  if (limits.pids) return write("pids.max", std::to_string(*limits.pids));
  return {};
}

Result<CgroupUsage> GroupV2::usage() const {
  Result<std::string> cpu = directory_.read("cpu.stat");  // There without the controller too.
  if (!cpu) return std::move(cpu.error()).within(path());
  const Result<std::string> events = directory_.read("memory.events");
  CgroupUsage usage;
  usage.oom_kills = events ? keyed_number(*events, "oom_kill") : 0;
  usage.memory_bytes = directory_.number("memory.current");
  usage.memory_peak_bytes = directory_.number("memory.peak");  // Linux 5.19.
  usage.cpu_usage_us = keyed_number(*cpu, "usage_usec");
  usage.cpu_periods = keyed_number(*cpu, "nr_periods");
  usage.cpu_throttled_periods = keyed_number(*cpu, "nr_throttled");
  usage.cpu_throttled_us = keyed_number(*cpu, "throttled_usec");
  usage.pids = directory_.number("pids.current");
  return usage;
}

std::vector<pid_t> GroupV2::members() const {
  std::vector<pid_t> members;
  directory_.append_members(members);
  return members;
}

Result<void> GroupV2::kill() {
  (void)directory_.write("pids.max", "0");
  if (directory_.write("cgroup.kill", "1")) return {};  // Linux 5.14; else one by one.
  return kill_members([this] { return members(); });
}

Result<std::unique_ptr<Cgroup>> GroupV2::child(const std::string& name) {
  if (Result<void> enabled = enable_controllers(directory_); !enabled && enabled.error().code == EBUSY) {
    return std::move(enabled.error()).within("make cgroup: its parent has processes of its own");
  }
  const GroupDirectory directory = directory_.below(name);
  if (Result<void> made = directory.make(); !made) return std::move(made.error()).within("make cgroup");
  return open_child(name);
}

Result<std::unique_ptr<Cgroup>> GroupV2::open_child(const std::string& name) {
  auto group = std::make_unique<GroupV2>(directory_.below(name), clone_into_works_);
  if (Result<void> opened = group->open(); !opened) return std::move(opened.error()).within("open cgroup");
  return std::unique_ptr<Cgroup>(std::move(group));
}

Result<void> GroupV2::open() {
  Result<UniqueFd> procs = directory_.open("cgroup.procs", O_WRONLY);
  if (!procs) return std::move(procs.error());
  procs_owned_ = std::move(*procs);
  procs_ = {procs_owned_.get()};
  if (!clone_into_works_) return {};
  Result<UniqueFd> directory = directory_.open(".", O_PATH | O_DIRECTORY);
  if (!directory) return std::move(directory.error());
  clone_into_ = std::move(*directory);
  return {};
}

Result<void> GroupV2::remove() {
  if (!members().empty()) return Error{EBUSY, "remove cgroup '" + path() + "'"};
  return directory_.remove();
}

class TreeV2 final : public CgroupTree {
 public:
  explicit TreeV2(GroupDirectory base) : base_(std::move(base)) {}
  const CgroupFeatures& features() const override { return features_; }
  Result<std::unique_ptr<Cgroup>> group(const std::string& path) override;
  Result<void> set(const CgroupLimits& limits) override { return GroupV2(base_, false).set(limits); }
  Result<void> remove() override { return GroupV2(base_, false).remove(); }

  CgroupFeatures features_;
  GroupDirectory base_;
  bool clone_into_works_ = false;
};

Result<GroupDirectory> make_with_parents(const GroupDirectory& above, const std::string& name) {
  for (std::size_t end = name.find('/');; end = name.find('/', end + 1)) {
    GroupDirectory group = above.below(name.substr(0, end));
    Result<void> made = group.make();
    if (!made && made.error().code != EEXIST) return std::move(made.error());
    if (end == std::string::npos) return group;
    (void)enable_controllers(group);
  }
}

Result<std::unique_ptr<Cgroup>> TreeV2::group(const std::string& path) {
  Result<GroupDirectory> directory = make_with_parents(base_, path);
  if (!directory) return std::move(directory.error());
  auto group = std::make_unique<GroupV2>(std::move(*directory), clone_into_works_);
  if (Result<void> opened = group->open(); !opened) return std::move(opened.error());
  return std::unique_ptr<Cgroup>(std::move(group));
}

bool is_delegated(const GroupDirectory& group) {
  char value = 0;
  for (const char* name : {"user.delegate", "trusted.delegate"}) {  // systemd from 251, and before.
    if (::getxattr(group.path().c_str(), name, &value, 1) == 1 && value == '1') return true;
  }
  return false;
}

// The group above our own when that is delegated to us, else "", the root. Not our own: with groups of ours below it,
// nothing could enter it any more ("no internal processes"), not even the agent that systemd starts next.
std::string delegated_above(const std::shared_ptr<const Hierarchy>& hierarchy, const std::string& own) {
  const std::size_t slash = own.rfind('/');
  if (slash == std::string::npos) return {};
  const std::string above = own.substr(0, slash);
  return is_delegated(GroupDirectory(hierarchy, above)) ? above : std::string();
}

}  // namespace

Result<std::unique_ptr<CgroupTree>> open_cgroup_v2(const std::string& root, const std::string& own,
                                                   const std::string& base) {
  Result<std::shared_ptr<const Hierarchy>> hierarchy = Hierarchy::open(root, "");
  if (!hierarchy) return std::move(hierarchy.error());
  const GroupDirectory anchor(*hierarchy, delegated_above(*hierarchy, own));
  enable_controllers_moving(anchor);
  Result<GroupDirectory> directory = make_with_parents(anchor, base);
  if (!directory) return std::move(directory.error());
  (void)enable_controllers(*directory);

  auto tree = std::make_unique<TreeV2>(*directory);
  CgroupFeatures& features = tree->features_;
  features.mode = CgroupFeatures::Mode::V2;
  const Result<std::string> available = directory->read("cgroup.controllers");
  features.cpu = available && has_word(*available, "cpu");
  features.memory = available && has_word(*available, "memory");
  features.pids = available && has_word(*available, "pids");
  const Result<std::string> kernel = sys::read_file("/proc/cgroups", kProcCgroupsMax);
  for (const char* controller : kControllers) {
    if (available && has_word(*available, controller)) continue;
    features.conditions.push_back(missing_controller(controller, kernel ? *kernel : "", true, root));
  }
  if (features.cpu && !directory->read("cpu.max")) features.conditions.emplace_back(kNoQuotaCondition);
  tree->clone_into_works_ = clone_into_works(*directory);
  return std::unique_ptr<CgroupTree>(std::move(tree));
}

}  // namespace peapod::platform
