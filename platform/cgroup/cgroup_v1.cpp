#include "platform/cgroup/cgroup_v1.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "platform/cgroup/conversion.h"
#include "platform/cgroup/group_directory.h"
#include "platform/sys/file.h"

namespace peapod::platform {
namespace {

constexpr std::size_t kProcCgroupsMax = 64U << 10;

bool is_no_controller(const Error& error) { return error.code == ENOENT; }

class GroupV1 final : public Cgroup {
 public:
  explicit GroupV1(std::vector<GroupDirectory> directories) : directories_(std::move(directories)) {}

  Result<void> set(const CgroupLimits& limits) override;
  Result<CgroupUsage> usage() const override;
  const std::vector<int>& procs() const override { return procs_; }
  int clone_into() const override { return -1; }
  std::vector<pid_t> members() const override;
  Result<void> kill() override;
  Result<std::unique_ptr<Cgroup>> child(const std::string& name) override;
  Result<std::unique_ptr<Cgroup>> open_child(const std::string& name) override;
  Result<void> remove() override;
  std::string path() const override;

  Result<void> make();        // EEXIST when it is there; then nothing is left of the attempt.
  Result<void> open_procs();  // ENOENT when it is not there.

 private:
  const GroupDirectory* with(std::string_view controller) const;
  Result<void> write(std::string_view controller, const std::string& file, std::int64_t value) const;
  Result<void> set_memory(std::int64_t bytes) const;
  std::unique_ptr<GroupV1> below(const std::string& name) const;

  std::vector<GroupDirectory> directories_;
  std::vector<UniqueFd> procs_owned_;
  std::vector<int> procs_;
};

const GroupDirectory* GroupV1::with(std::string_view controller) const {
  const auto found = std::ranges::find_if(directories_, [&](const GroupDirectory& directory) {
    return has_word(directory.hierarchy().controllers, controller);
  });
  return found == directories_.end() ? nullptr : &*found;
}

Result<void> GroupV1::write(std::string_view controller, const std::string& file, std::int64_t value) const {
  const GroupDirectory* directory = with(controller);
  if (directory == nullptr) return {};
  Result<void> written = directory->write(file, std::to_string(value));
  if (!written && is_no_controller(written.error())) return {};
  return written;
}

Result<void> GroupV1::set_memory(std::int64_t bytes) const {
  // Memory and swap together may never be under memory alone, so the order depends on the limit before.
  Result<void> written = write("memory", "memory.limit_in_bytes", bytes);
  if (!written && written.error().code == EINVAL) {
    if (Result<void> swap = write("memory", "memory.memsw.limit_in_bytes", bytes); !swap) return swap;
    return write("memory", "memory.limit_in_bytes", bytes);
  }
  if (!written) return written;
  return write("memory", "memory.memsw.limit_in_bytes", bytes);
}

Result<void> GroupV1::set(const CgroupLimits& limits) {
  if (limits.cpu_shares) {
    if (Result<void> done = write("cpu", "cpu.shares", *limits.cpu_shares); !done) return done;
  }
  if (limits.cpu_milli) {
    if (Result<void> done = write("cpu", "cpu.cfs_period_us", limits.cpu_period_us); !done) return done;
    const bool lifted = *limits.cpu_milli == kNoLimit;
    const std::int64_t quota = lifted ? -1 : cpu_quota_us(*limits.cpu_milli, limits.cpu_period_us);
    if (Result<void> done = write("cpu", "cpu.cfs_quota_us", quota); !done) return done;
  }
  if (limits.memory_bytes) {
    const std::int64_t bytes = *limits.memory_bytes == kNoLimit ? -1 : *limits.memory_bytes;
    if (Result<void> done = set_memory(bytes); !done) return done;
  }
  if (limits.pids) return write("pids", "pids.max", *limits.pids);
  return {};
}

Result<CgroupUsage> GroupV1::usage() const {
  CgroupUsage usage;
  if (const GroupDirectory* memory = with("memory")) {
    Result<std::string> oom = memory->read("memory.oom_control");
    if (!oom) return std::move(oom.error()).within(path());
    usage.oom_kills = keyed_number(*oom, "oom_kill");
    usage.memory_bytes = memory->number("memory.usage_in_bytes");
    usage.memory_peak_bytes = memory->number("memory.max_usage_in_bytes");
  }
  if (const GroupDirectory* cpu = with("cpu")) {
    Result<std::string> stat = cpu->read("cpu.stat");
    if (!stat) return std::move(stat.error()).within(path());
    usage.cpu_periods = keyed_number(*stat, "nr_periods");
    usage.cpu_throttled_periods = keyed_number(*stat, "nr_throttled");
    usage.cpu_throttled_us = keyed_number(*stat, "throttled_time") / 1000;
  }
  if (const GroupDirectory* cpuacct = with("cpuacct")) usage.cpu_usage_us = cpuacct->number("cpuacct.usage") / 1000;
  if (const GroupDirectory* pids = with("pids")) usage.pids = pids->number("pids.current");
  return usage;
}

std::vector<pid_t> GroupV1::members() const {
  // The same in every hierarchy, but for a process that is between entering one and the next.
  std::vector<pid_t> members;
  for (const GroupDirectory& directory : directories_) directory.append_members(members);
  std::ranges::sort(members);
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

Result<void> GroupV1::kill() {
  (void)write("pids", "pids.max", 0);  // It may be gone already; kill_members sees.
  return kill_members([this] { return members(); });
}

std::unique_ptr<GroupV1> GroupV1::below(const std::string& name) const {
  std::vector<GroupDirectory> directories;
  for (const GroupDirectory& directory : directories_) directories.push_back(directory.below(name));
  return std::make_unique<GroupV1>(std::move(directories));
}

Result<void> GroupV1::make() {
  for (std::size_t i = 0; i < directories_.size(); ++i) {
    Result<void> made = directories_[i].make();
    if (made) continue;
    // One that a killed agent left half made is completed: it exists when it exists everywhere.
    if (made.error().code == EEXIST && i > 0) continue;
    while (i-- > 0) (void)directories_[i].remove();
    return made;
  }
  Result<void> opened = open_procs();
  if (!opened) (void)remove();
  return opened;
}

Result<void> GroupV1::open_procs() {
  for (const GroupDirectory& directory : directories_) {
    Result<UniqueFd> procs = directory.open("cgroup.procs", O_WRONLY);
    if (!procs) return std::move(procs.error());
    procs_.push_back(procs->get());
    procs_owned_.push_back(std::move(*procs));
  }
  return {};
}

Result<std::unique_ptr<Cgroup>> GroupV1::child(const std::string& name) {
  std::unique_ptr<GroupV1> group = below(name);
  if (Result<void> made = group->make(); !made) return std::move(made.error()).within("make cgroup");
  return std::unique_ptr<Cgroup>(std::move(group));
}

Result<std::unique_ptr<Cgroup>> GroupV1::open_child(const std::string& name) {
  std::unique_ptr<GroupV1> group = below(name);
  if (Result<void> opened = group->open_procs(); !opened) return std::move(opened.error()).within("open cgroup");
  return std::unique_ptr<Cgroup>(std::move(group));
}

Result<void> GroupV1::remove() {
  if (!members().empty()) return Error{EBUSY, "remove cgroup '" + path() + "'"};
  for (const GroupDirectory& directory : directories_) {
    if (Result<void> removed = directory.remove(); !removed) return removed;
  }
  return {};
}

std::string GroupV1::path() const {
  if (const GroupDirectory* memory = with("memory")) return memory->path();
  return directories_.empty() ? std::string() : directories_.front().path();
}

class TreeV1 final : public CgroupTree {
 public:
  const CgroupFeatures& features() const override { return features_; }
  Result<std::unique_ptr<Cgroup>> group(const std::string& path) override;
  Result<void> set(const CgroupLimits& limits) override { return GroupV1(bases_).set(limits); }
  Result<void> remove() override { return GroupV1(bases_).remove(); }

  CgroupFeatures features_;
  std::vector<GroupDirectory> bases_;
};

// Makes `name` with its parents below a hierarchy's root. "memory.use_hierarchy" of a kernel before 5.11
// makes a limit count what is below; a newer one always does.
Result<void> make_with_parents(const GroupDirectory& above, const std::string& name) {
  for (std::size_t end = name.find('/');; end = name.find('/', end + 1)) {
    const GroupDirectory group = above.below(name.substr(0, end));
    Result<void> made = group.make();
    if (!made && made.error().code != EEXIST) return made;
    if (made && has_word(group.hierarchy().controllers, "memory")) (void)group.write("memory.use_hierarchy", "1");
    if (end == std::string::npos) return {};
  }
}

Result<std::unique_ptr<Cgroup>> TreeV1::group(const std::string& path) {
  std::vector<GroupDirectory> directories;
  for (const GroupDirectory& base : bases_) {
    if (Result<void> made = make_with_parents(base, path); !made) return std::move(made.error());
    directories.push_back(base.below(path));
  }
  auto group = std::make_unique<GroupV1>(std::move(directories));
  if (Result<void> opened = group->open_procs(); !opened) return std::move(opened.error());
  return std::unique_ptr<Cgroup>(std::move(group));
}

bool has_quota(const std::vector<GroupDirectory>& bases) {
  return std::ranges::any_of(bases, [](const GroupDirectory& base) {
    return has_word(base.hierarchy().controllers, "cpu") && bool(base.read("cpu.cfs_quota_us"));
  });
}

}  // namespace

Result<std::unique_ptr<CgroupTree>> open_cgroup_v1(const CgroupLayout& layout, const std::string& root,
                                                   const std::string& base) {
  auto tree = std::make_unique<TreeV1>();
  CgroupFeatures& features = tree->features_;
  for (const CgroupLayout::Hierarchy& each : layout.v1) {
    Result<std::shared_ptr<const Hierarchy>> hierarchy = Hierarchy::open(each.path, each.controllers);
    if (!hierarchy) return std::move(hierarchy.error());
    const GroupDirectory top(*hierarchy, "");
    if (Result<void> made = make_with_parents(top, base); !made) {
      features.conditions.push_back("the controllers " + each.controllers +
                                    " cannot be used: " + made.error().message());
      continue;
    }
    tree->bases_.push_back(top.below(base));
    features.v1_controllers.push_back(each.controllers);
    features.cpu |= has_word(each.controllers, "cpu");
    features.memory |= has_word(each.controllers, "memory");
    features.pids |= has_word(each.controllers, "pids");
  }
  if (!tree->bases_.empty()) {
    features.mode = layout.v2_below_root ? CgroupFeatures::Mode::Hybrid : CgroupFeatures::Mode::V1;
  }
  const Result<std::string> kernel = sys::read_file("/proc/cgroups", kProcCgroupsMax);
  for (const char* controller : {"cpu", "memory", "pids"}) {
    if (!layout.has_v1(controller)) {
      features.conditions.push_back(missing_controller(controller, kernel ? *kernel : "", false, root));
    }
  }
  if (features.cpu && !has_quota(tree->bases_)) features.conditions.emplace_back(kNoQuotaCondition);
  return std::unique_ptr<CgroupTree>(std::move(tree));
}

}  // namespace peapod::platform
