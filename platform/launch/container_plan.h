#pragma once

// From a description of a container, or of a process to be added to one, to its launch plan. Nothing is
// changed here; only our own capabilities and the flags of read-only mounts' sources are looked up.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/launch/plan.h"

namespace peapod::platform {

// Who the process is. Capabilities are a mask of 1 << CAP_*: the bounding set, and for uid 0 also permitted
// and effective.
struct Credentials {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::vector<std::uint32_t> groups;
  std::uint64_t capabilities = 0;
  bool no_new_privs = false;
};

// containerd's default for Kubernetes (pkg/oci/spec.go defaultUnixCaps): 14 of them.
std::uint64_t default_capabilities();
// "NET_ADMIN" or "CAP_NET_ADMIN", any case; "ALL". Nothing when there is none of that name.
std::optional<std::uint64_t> capability_mask(std::string_view name);

struct RootFilesystem {
  enum class Kind : std::uint8_t { Overlay, Host } kind = Kind::Overlay;
  std::string layers_directory;             // Overlay: the directory that `layers` are relative to.
  std::vector<std::string> layers;          // Overlay: top first.
  std::string upper, work;                  // Overlay: exist.
  std::string target;                       // An empty directory of ours where it is put together.
  std::vector<std::string> host_submounts;  // Host: other mounts below / to be shown read-only ("/usr").
  std::vector<std::string> host_hidden;     // Host: directories that are covered ("/var/lib/peapod").
  bool read_only = false;
};

struct Mount {
  std::string source;  // On the host; exists.
  std::string target;  // In the container, absolute. Made when missing (a directory, or a file when the
                       // source is not one).
  bool read_only = false;
  bool source_is_directory = true;
};

struct CgroupPlacement {
  std::vector<int> procs;  // Open cgroup.procs of each v1 hierarchy, or the one of v2.
  int into = -1;           // v2 directory for CLONE_INTO_CGROUP, when that is safe; then procs is not used.
  bool v2 = false;         // How /sys/fs/cgroup is shown.
  std::vector<std::string> v1_controllers;  // Mounted read-only below /sys/fs/cgroup ("cpu,cpuacct", "memory", ...).
};

struct Stdio {
  int in = -1;   // -1: /dev/null.
  int out = -1;  // The write ends of pipes, or the slave of a pty for all three.
  int err = -1;
  bool tty = false;      // setsid and controlling terminal.
  std::string tty_path;  // "/dev/pts/3" of the host, bound to /dev/console.
};

struct ContainerDescription {
  RootFilesystem root;
  std::vector<Mount> mounts;      // Volumes, /etc/hosts, /etc/hostname, /etc/resolv.conf, termination log, /dev/shm.
  std::vector<std::string> argv;  // argv[0] may be a bare name: looked up in PATH of env.
  std::vector<std::string> env;   // NAME=value.
  std::string working_dir = "/";  // Made when missing.
  Credentials credentials;
  CgroupPlacement cgroup;
  Stdio stdio;
  enum class Pid : std::uint8_t { Own, Joined, Host } pid = Pid::Own;
  int joined_pid_ns = -1;  // Pid::Joined: of the init of the pod, or of another container: /proc/<pid>/ns/pid.
  int own_pid_ns = -1;     // Pid::Joined: /proc/self/ns/pid of the keeper's namespace, to go back to.
  int oom_score_adj = 0;   // Lowering it may be refused (no CAP_SYS_RESOURCE): then it is left as it is.
};

// A process added to a running container: exec, exec probes and hooks. May be launched many times: `stdio`
// and cgroup descriptors are passed anew each time, in the order of LaunchDescriptors.
struct ExecDescription {
  int pid_ns = -1, mnt_ns = -1, cgroup_ns = -1;  // Of the container's first process.
  int own_pid_ns = -1;
  std::vector<std::string> argv;
  std::vector<std::string> env;
  std::string working_dir = "/";
  Credentials credentials;
  CgroupPlacement cgroup;
  bool tty = false;
  int oom_score_adj = 0;  // As the container's.
  bool host_pid = false;  // The container lives in the host's PID namespace: pid_ns is not used.
};

// A plan and the descriptors it wants, in order. Slots that differ from launch to launch are named by index; a stream
// of a container that is /dev/null has none. The pod's init has no report: it is launched when its exec has happened.
struct PreparedLaunch {
  Plan plan;
  std::vector<int> fds;  // Borrowed. Replace fds[stdin_index] etc. before each launch of an exec.
  std::uint8_t stdin_index = 0, stdout_index = 0, stderr_index = 0, report_index = 0;
};

Result<PreparedLaunch> prepare_container(const ContainerDescription& description);
Result<PreparedLaunch> prepare_exec(const ExecDescription& description);
// The pod's PID 1 for shareProcessNamespace: peapod-pause as a dumb reaper, shown as "/pause".
Result<PreparedLaunch> prepare_init(int pause_memfd, const CgroupPlacement& cgroup);

// The sentence for a failure reported by a child or the keeper: "mount /data: No such file or directory". For
// the exec step: `exec: "foo": executable file not found in $PATH`, as runtimes say it.
std::string failure_text(const Plan& plan, const ChildFailure& failure);
// 127 for a program that is not there, 126 for one that cannot be executed, 128 for any other step.
int failure_exit_code(const Plan& plan, const ChildFailure& failure);

}  // namespace peapod::platform
