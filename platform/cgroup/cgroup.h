#pragma once

// cgroups v1, hybrid and v2 behind one interface. A group is made fresh for every start and never used again
// (a v2 group whose cgroup.kill was written kills whatever is cloned into it later).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

// Limits as Kubernetes derives them; nothing set: not written. Conversions are in cgroup/conversion.h.
struct CgroupLimits {
  enum class Weight : std::uint8_t { Container, Linear };  // Which of the two of conversion.h.

  std::optional<std::int64_t> cpu_milli;   // CFS quota: max(1 ms, milli/1000 of the period). kNoLimit lifts it.
  std::int64_t cpu_period_us = 100'000;    // 1000..1000000; of use with cpu_milli.
  std::optional<std::int64_t> cpu_shares;  // v1 scale 2..262144; turned into a weight on v2.
  Weight cpu_weight = Weight::Container;
  std::optional<std::int64_t> memory_bytes;       // Also forbids swap where the kernel accounts it. kNoLimit lifts it.
  std::optional<std::int64_t> memory_high_bytes;  // v2 only, as the next two. kNoLimit lifts it.
  std::optional<std::int64_t> memory_min_bytes;
  std::optional<std::int64_t> memory_low_bytes;
  std::optional<std::int64_t> pids;
  // Containers, not pods (the pause process would die too): when memory runs out all of it is killed, as
  // Kubernetes does from v2 on. v1 kills one process.
  bool oom_group = false;
};

inline constexpr std::int64_t kNoLimit = INT64_MAX;

struct CgroupUsage {
  std::uint64_t oom_kills = 0;
  std::uint64_t memory_bytes = 0;
  std::uint64_t memory_peak_bytes = 0;
  std::uint64_t cpu_usage_us = 0;
  std::uint64_t cpu_periods = 0;
  std::uint64_t cpu_throttled_periods = 0;
  std::uint64_t cpu_throttled_us = 0;
  std::uint64_t pids = 0;
};

// One group: a directory in each hierarchy.
class Cgroup {
 public:
  virtual ~Cgroup() = default;

  virtual Result<void> set(const CgroupLimits& limits) = 0;
  virtual Result<CgroupUsage> usage() const = 0;
  // Descriptors of cgroup.procs to enter by (O_CLOEXEC, opened once, owned by the group).
  virtual const std::vector<int>& procs() const = 0;
  // v2: the directory, for CLONE_INTO_CGROUP where the probe at start found it safe; else -1.
  virtual int clone_into() const = 0;
  virtual std::vector<pid_t> members() const = 0;  // Of this group and all below.
  // SIGKILL to every process in it and below, forks included (pids.max 0 first, cgroup.kill where there is
  // one).
  virtual Result<void> kill() = 0;
  // A new child group. `name` has no slash. EEXIST is an error: names are used once.
  virtual Result<std::unique_ptr<Cgroup>> child(const std::string& name) = 0;
  // The same for one that an earlier agent made.
  virtual Result<std::unique_ptr<Cgroup>> open_child(const std::string& name) = 0;
  // Removes it and everything below; what is gone already is success. EBUSY while a process lives in it.
  virtual Result<void> remove() = 0;
  virtual std::string path() const = 0;  // For people: of the memory hierarchy on v1.
};

// What this kernel offers, found once at start.
struct CgroupFeatures {
  enum class Mode : std::uint8_t { None, V1, Hybrid, V2 } mode = Mode::None;
  bool cpu = false, memory = false, pids = false;
  std::vector<std::string> v1_controllers;  // As mounted below the root, for showing in containers.
  // One sentence with its remedy for each thing that is missing: "the memory controller is off: add
  // 'cgroup_enable=memory' to the kernel command line". Limits that need it cannot be enforced.
  std::vector<std::string> conditions;
};

class CgroupTree {
 public:
  // `root` is normally /sys/fs/cgroup. `base` is a path below it for everything of ours, or below the
  // group that is delegated to us (v2), e.g. "kubepods".
  static Result<std::unique_ptr<CgroupTree>> open(const std::string& root, const std::string& base);
  virtual ~CgroupTree() = default;
  virtual const CgroupFeatures& features() const = 0;
  // Groups of the tree. Made with parents; fine if there.
  virtual Result<std::unique_ptr<Cgroup>> group(const std::string& path) = 0;
  // Limits of the base itself: of everything of ours together.
  virtual Result<void> set(const CgroupLimits& limits) = 0;
  // The base itself and all that is below it: EBUSY while a process lives there. For an agent that has stopped its
  // pods.
  virtual Result<void> remove() = 0;
};

}  // namespace peapod::platform
