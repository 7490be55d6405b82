#pragma once

// One group in one hierarchy: a directory of the cgroup filesystem and the files in it. Shared by v1 and v2.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

// A mounted hierarchy.
struct Hierarchy {
  UniqueFd root;
  std::string path;
  std::string controllers;  // v1: "cpu,cpuacct".

  static Result<std::shared_ptr<const Hierarchy>> open(const std::string& path, const std::string& controllers);
};

class GroupDirectory {
 public:
  // `name` is relative to the root of the hierarchy; empty: the root itself.
  GroupDirectory(std::shared_ptr<const Hierarchy> hierarchy, std::string name)
      : hierarchy_(std::move(hierarchy)), name_(std::move(name)) {}

  const Hierarchy& hierarchy() const { return *hierarchy_; }
  GroupDirectory below(const std::string& name) const;
  std::string path() const;

  Result<void> make() const;  // EEXIST when it is there.
  Result<UniqueFd> open(const std::string& file, int flags) const;
  Result<void> write(const std::string& file, std::string_view text) const;
  Result<std::string> read(const std::string& file) const;
  std::uint64_t number(const std::string& file) const;  // 0 where there is no such file.

  // Process ids of this group and all below, at most 32 levels deep.
  void append_members(std::vector<pid_t>& members) const;
  // With everything below it, deepest first. What is gone is success; EBUSY while a process lives in it.
  Result<void> remove() const;

 private:
  std::string file_name(const std::string& file) const;
  Result<void> each_below(const std::function<Result<void>(const GroupDirectory&)>& take) const;
  void append_members(std::vector<pid_t>& members, int depth) const;
  Result<void> remove(int depth) const;

  std::shared_ptr<const Hierarchy> hierarchy_;
  std::string name_;
};

// SIGKILL to everything that `list` returns, until it returns nothing new: what was forked meanwhile is found
// by the next look. The processes may still be dying when this returns.
Result<void> kill_members(const std::function<std::vector<pid_t>()>& list);

// The number after `key` in lines of "key number" (cpu.stat, memory.events, memory.oom_control); 0 where
// there is none.
std::uint64_t keyed_number(std::string_view text, std::string_view key);

// Pids of a cgroup.procs file. 0, a process of another PID namespace, is left out.
std::vector<pid_t> parse_pids(std::string_view text);

}  // namespace peapod::platform
