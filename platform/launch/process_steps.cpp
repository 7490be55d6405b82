#include "platform/launch/process_steps.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <linux/prctl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

// 32-bit ARM has two generations of these calls; the older one has 16-bit ids.
#ifdef SYS_setresuid32
#define PEAPOD_SETRESUID SYS_setresuid32
#define PEAPOD_SETRESGID SYS_setresgid32
#define PEAPOD_SETGROUPS SYS_setgroups32
#else
#define PEAPOD_SETRESUID SYS_setresuid
#define PEAPOD_SETRESGID SYS_setresgid
#define PEAPOD_SETGROUPS SYS_setgroups
#endif

namespace peapod::platform {
namespace {

constexpr unsigned kCapabilityNewest = 40;  // CAP_CHECKPOINT_RESTORE; those that a kernel does not know are EINVAL.
constexpr int kReport = 3;
constexpr std::size_t kPathDirectoriesMax = 64;
constexpr std::string_view kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<std::string> candidates(const std::string& program, std::span<const std::string> env) {
  if (program.find('/') != std::string::npos) return {program};
  std::string_view path = kDefaultPath;
  for (const std::string& variable : env) {
    if (variable.starts_with("PATH=")) path = std::string_view(variable).substr(5);
  }
  std::vector<std::string> found;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find(':'), path.size());
    // An empty entry would mean the current directory, which nobody wants to search.
    if (end != 0) found.push_back(std::string(path.substr(0, end)) + "/" + program);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return found;
}

// What we may give: capset(2) refuses all when one of them is not ours (a box that runs us without
// CAP_SYS_RESOURCE).
std::uint64_t own_capabilities() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return 0;
  return sets[0].permitted | std::uint64_t{sets[1].permitted} << 32;
}

}  // namespace

void add_clone(StepWriter& steps, unsigned long flags, const CgroupPlacement& cgroup) {
  if (cgroup.into >= 0) {
    const StepWriter::Arg into = steps.pass(cgroup.into);
    steps.builder().clone(flags, &into);
    steps.close(into);  // A directory of the host; also closed where there is no close_range.
    return;
  }
  std::vector<StepWriter::Arg> procs;
  for (const int fd : cgroup.procs) procs.push_back(steps.pass(fd));
  steps.builder().clone(flags, nullptr);
  for (const StepWriter::Arg& fd : procs) steps.write("enter the cgroup", fd, "0");
}

void add_oom_score(StepWriter& steps, int score) {
  const StepWriter::Arg file = steps.open("open oom_score_adj", "/proc/self/oom_score_adj", O_WRONLY);
  steps.write("set oom_score_adj", file, std::to_string(score), {.tolerate = {EACCES, EPERM}});
  steps.close(file);
}

void add_session(StepWriter& steps) {
  steps.call("new session", SYS_setsid, {});
  // The agent's keyring is not the container's. Kernels without keyrings have nothing to leak.
  steps.call("new session keyring", SYS_keyctl, {StepWriter::value(KEYCTL_JOIN_SESSION_KEYRING), StepWriter::value(0)},
             {.tolerate = {PlanBuilder::kAnyError}});
}

void add_streams(StepWriter& steps, const ProcessStreams& streams) {
  const std::array<StepWriter::Arg, 3> sources = {streams.in, streams.out, streams.error};
  for (std::size_t i = 0; i < sources.size(); ++i) {
    steps.call("standard streams", SYS_dup3, {sources[i], StepWriter::value(i), StepWriter::value(0)});
  }
  if (streams.tty) {
    steps.call("controlling terminal", SYS_ioctl,
               {StepWriter::value(0), StepWriter::value(TIOCSCTTY), StepWriter::value(0)});
  }
  // EINVAL: it has that number already. From here on a failure is written to the new one.
  StepWriter::Arg report = streams.report;
  steps.call("report pipe", SYS_dup3, {streams.report, StepWriter::value(kReport), StepWriter::value(O_CLOEXEC)},
             {.result = &report, .tolerate = {EINVAL}});
  // Linux 5.9. Before that close-on-exec does it, and nothing that is open then is a directory.
  steps.call("close descriptors", SYS_close_range,
             {StepWriter::value(kReport + 1), StepWriter::value(~0U), StepWriter::value(0)}, {.tolerate = {ENOSYS}});
}

void add_credentials(StepWriter& steps, const Credentials& credentials) {
  const auto value = StepWriter::value;
  for (unsigned capability = 0; capability <= kCapabilityNewest; ++capability) {
    if (credentials.capabilities >> capability & 1) continue;
    steps.call("drop capabilities", SYS_prctl,
               {value(PR_CAPBSET_DROP), value(capability), value(0), value(0), value(0)}, {.tolerate = {EINVAL}});
  }
  const auto groups =
      steps.builder().bytes(credentials.groups.data(), credentials.groups.size() * sizeof(std::uint32_t));
  steps.call("set groups", PEAPOD_SETGROUPS, {value(credentials.groups.size()), groups});
  const StepWriter::Arg gid = value(credentials.gid);
  const StepWriter::Arg uid = value(credentials.uid);
  steps.call("set group", PEAPOD_SETRESGID, {gid, gid, gid});
  steps.call("set user", PEAPOD_SETRESUID, {uid, uid, uid});

  const std::uint64_t mask = credentials.uid == 0 ? credentials.capabilities & own_capabilities() : 0;
  const __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const auto low = static_cast<std::uint32_t>(mask);
  const auto high = static_cast<std::uint32_t>(mask >> 32);
  const std::array<__user_cap_data_struct, 2> sets = {{{low, low, 0}, {high, high, 0}}};
  steps.call("set capabilities", SYS_capset,
             {steps.builder().bytes(&header, sizeof header), steps.builder().bytes(sets.data(), sizeof sets)});
  steps.call("clear ambient capabilities", SYS_prctl,
             {value(PR_CAP_AMBIENT), value(PR_CAP_AMBIENT_CLEAR_ALL), value(0), value(0), value(0)});
  if (credentials.no_new_privs) {
    steps.call("set no_new_privs", SYS_prctl, {value(PR_SET_NO_NEW_PRIVS), value(1), value(0), value(0), value(0)});
  }
}

Result<void> add_exec(StepWriter& steps, const std::string& working_dir, std::span<const std::string> argv,
                      std::span<const std::string> env) {
  if (argv.empty()) return Error{EINVAL, "no command"};
  const std::vector<std::string> programs = candidates(argv[0], env);
  if (programs.size() > kPathDirectoriesMax) return Error{E2BIG, "PATH"};

  steps.change_directory("change to working directory " + working_dir, working_dir);
  steps.call("set umask", SYS_umask, {StepWriter::value(022)});
  const std::uint64_t no_signals = 0;
  steps.call("unblock signals", SYS_rt_sigprocmask,
             {StepWriter::value(SIG_SETMASK), steps.builder().bytes(&no_signals, sizeof no_signals),
              StepWriter::value(0), StepWriter::value(sizeof no_signals)});
  const StepWriter::Arg arguments = steps.builder().strings(argv);
  const StepWriter::Arg environment = steps.builder().strings(env);
  const std::string label = "exec: \"" + argv[0] + "\"";
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const bool last = i + 1 == programs.size();
    StepWriter::Options next_on_absence;
    if (!last) next_on_absence = {.tolerate = {ENOENT, EACCES}};
    steps.call(label, SYS_execve, {steps.builder().string(programs[i]), arguments, environment}, next_on_absence);
  }
  return {};
}

}  // namespace peapod::platform
