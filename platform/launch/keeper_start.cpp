#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "platform/launch/keeper_client.h"
#include "platform/launch/keeper_socket.h"
#include "platform/launch/local_launch.h"
#include "platform/sys/file.h"

namespace peapod::platform {

namespace {

using Arg = PlanBuilder::Arg;

// Where the new process puts its descriptors; what it starts with lies above them.
constexpr int kProgramFd = kKeeperListenFd + 1;
constexpr int kReportFd = kKeeperListenFd + 2;
constexpr int kLowestPassedFd = kReportFd + 1;
constexpr std::string_view kOomScoreAdj = "-998";  // As the kubelet's for pause containers, qos/policy.go.
constexpr int kListenBacklog = 8;                  // One agent at a time, and its successor.
constexpr mode_t kUmask = 022;

struct KeeperFds {
  UniqueFd listener, null, report, program;
};

struct ReportPipe {
  UniqueFd read, write;
};

Result<UniqueFd> copy_high(int fd) {
  UniqueFd copy(fcntl(fd, F_DUPFD_CLOEXEC, kLowestPassedFd));
  if (!copy) return Error{errno, "dup"};
  return copy;
}

Arg number(long value) { return PlanBuilder::value(static_cast<unsigned long>(value)); }

void bring_up_loopback(PlanBuilder& plan) {
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  Arg socket = plan.word();
  plan.call("bring up lo: socket", SYS_socket, {number(AF_INET), number(SOCK_DGRAM | SOCK_CLOEXEC), number(0)},
            {.result = &socket});
  plan.call("bring up lo", SYS_ioctl,
            {PlanBuilder::as_value(socket), number(SIOCSIFFLAGS), plan.bytes(&request, sizeof request)});
}

// Without CAP_SYS_RESOURCE it stays as it is.
void protect_from_oom(PlanBuilder& plan) {
  Arg file = plan.word();
  plan.call("open oom_score_adj", SYS_openat,
            {number(AT_FDCWD), plan.string("/proc/self/oom_score_adj"), number(O_WRONLY | O_CLOEXEC)},
            {.result = &file, .tolerate = {PlanBuilder::kAnyError}, .skip = 1});
  plan.call("write oom_score_adj", SYS_write,
            {PlanBuilder::as_value(file), plan.string(kOomScoreAdj), number(kOomScoreAdj.size())},
            {.tolerate = {PlanBuilder::kAnyError}});
}

Result<Plan> keeper_plan(const KeeperSpec& spec, const KeeperFds& fds) {
  PlanBuilder plan;
  const unsigned long namespaces =
      (spec.new_net ? CLONE_NEWNET : 0U) | (spec.new_ipc ? CLONE_NEWIPC : 0U) | (spec.new_uts ? CLONE_NEWUTS : 0U);
  Arg report = plan.word(static_cast<unsigned long>(fds.report.get()));
  plan.report_to(PlanBuilder::as_value(report));
  plan.clone(namespaces, nullptr);
  plan.call("setsid", SYS_setsid, {});
  plan.call("umask", SYS_umask, {number(kUmask)});
  for (const int procs : spec.cgroup_procs) {
    plan.call("enter cgroup", SYS_write, {number(procs), plan.string("0"), number(1)});
  }
  protect_from_oom(plan);
  if (spec.new_net) bring_up_loopback(plan);
  if (spec.new_uts && !spec.hostname.empty()) {
    plan.call("set hostname '" + spec.hostname + "'", SYS_sethostname,
              {plan.string(spec.hostname), number(static_cast<long>(spec.hostname.size()))});
  }
  // The process that listens is the one that SO_PEERCRED names to those who connect.
  plan.call("listen", SYS_listen, {number(fds.listener.get()), number(kListenBacklog)});
  for (int standard = 0; standard <= 2; ++standard) {
    plan.call("dup /dev/null", SYS_dup3, {number(fds.null.get()), number(standard), number(0)});
  }
  plan.call("dup socket", SYS_dup3, {number(fds.listener.get()), number(kKeeperListenFd), number(0)});
  plan.call("dup program", SYS_dup3, {number(fds.program.get()), number(kProgramFd), number(O_CLOEXEC)});
  plan.call("dup report", SYS_dup3, {number(fds.report.get()), number(kReportFd), number(O_CLOEXEC)},
            {.result = &report});
  // Before Linux 5.9 the agent's own descriptors close by O_CLOEXEC alone.
  plan.call("close others", SYS_close_range, {number(kLowestPassedFd), number(~0U), number(0)}, {.tolerate = {ENOSYS}});
  const std::string argv[] = {spec.comm, "keeper"};
  plan.call("exec peapod-pause", SYS_execveat,
            {number(kProgramFd), plan.string(""), plan.strings(argv), plan.strings({}), number(AT_EMPTY_PATH)});
  return plan.finish();
}

Result<ReportPipe> open_report_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Error{errno, "pipe"};
  return ReportPipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// Waits for the new process to become the keeper: end of file, for the pipe closes on exec.
Result<void> await_exec(const Plan& plan, int report) {
  pollfd polled{report, POLLIN, 0};
  const int ready = poll(&polled, 1, kKeeperAnswerMs);
  if (ready == 0) return Error{ETIMEDOUT, "start"};
  ChildFailure failure;
  const ssize_t size = ready < 0 ? -1 : read(report, &failure, sizeof failure);
  if (size < 0) return Error{errno, "read report"};
  if (size == 0) return {};
  return Error{failure.error, plan.labels[static_cast<std::size_t>(failure.step)]};
}

void end(pid_t pid) {
  kill(pid, SIGKILL);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// The plan's process, once it is the keeper.
Result<pid_t> run_keeper(const KeeperSpec& spec, int pause_memfd) {
  Result<UniqueFd> socket = bind_keeper_socket(spec.socket_path);
  if (!socket) return std::move(socket.error());
  Result<UniqueFd> null = sys::open("/dev/null", O_RDWR);
  if (!null) return std::move(null.error());
  Result<ReportPipe> report = open_report_pipe();
  if (!report) return std::move(report.error());
  KeeperFds fds;
  const std::pair<UniqueFd*, int> copies[] = {{&fds.listener, socket->get()},
                                              {&fds.null, null->get()},
                                              {&fds.report, report->write.get()},
                                              {&fds.program, pause_memfd}};
  for (const auto& [to, from] : copies) {
    Result<UniqueFd> copy = copy_high(from);
    if (!copy) return std::move(copy.error());
    *to = std::move(*copy);
  }
  Result<Plan> plan = keeper_plan(spec, fds);
  if (!plan) return std::move(plan.error());
  Result<pid_t> pid = launch_here(*plan, {});
  if (!pid) return pid;
  report->write.reset();
  fds.report.reset();
  if (Result<void> started = await_exec(*plan, report->read.get()); !started) {
    end(*pid);
    return std::move(started.error());
  }
  return pid;
}

}  // namespace

Result<KeeperClient> KeeperClient::start(const KeeperSpec& spec, int pause_memfd) {
  Result<pid_t> pid = run_keeper(spec, pause_memfd);
  if (!pid) {
    unlink(spec.socket_path.c_str());
    return std::move(pid.error()).within("start keeper");
  }
  std::vector<KeeperEntry> none;
  Result<KeeperClient> client = connect(spec.socket_path, none);
  if (!client) {
    end(*pid);
    unlink(spec.socket_path.c_str());
    return std::move(client.error()).within("start keeper");
  }
  return client;
}

}  // namespace peapod::platform
