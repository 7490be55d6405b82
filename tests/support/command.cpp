#include "tests/support/command.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "platform/sys/unique_fd.h"
#include "tests/support/eventually.h"

namespace peapod::test {
namespace {

constexpr std::size_t kOutputMax = 16 << 20;

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

[[noreturn]] void become(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  for (const std::string& variable : environment) putenv(const_cast<char*>(variable.c_str()));
  execvp(argv[0], argv.data());
  dprintf(2, "cannot run %s\n", argv[0]);
  _exit(127);
}

// Reads both until the ends are closed or the deadline is over; false then.
bool collect(int out, int err, CommandResult& result, std::chrono::steady_clock::time_point end) {
  std::array<pollfd, 2> polled{pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  const std::array<std::string*, 2> texts{&result.out, &result.err};
  while (polled[0].fd >= 0 || polled[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    if (poll(polled.data(), polled.size(), static_cast<int>(left.count())) <= 0) continue;
    for (std::size_t i = 0; i < polled.size(); ++i) {
      if (polled[i].revents == 0) continue;
      std::array<char, 65536> buffer;
      const ssize_t count = read(polled[i].fd, buffer.data(), buffer.size());
      if (count <= 0) polled[i].fd = -1;
      if (count > 0 && texts[i]->size() < kOutputMax) texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  return true;
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& arguments, const CommandOptions& options) {
  CommandResult result;
  const auto end = std::chrono::steady_clock::now() + scaled(options.deadline);
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  if (!options.stdin_text.empty() && write(in.write.get(), options.stdin_text.data(), options.stdin_text.size()) < 0) {
    std::abort();
  }
  const pid_t pid = fork();
  if (pid < 0) return result;
  if (pid == 0) {
    dup2(in.read.get(), 0);
    dup2(out.write.get(), 1);
    dup2(err.write.get(), 2);
    if (options.net_ns >= 0 && setns(options.net_ns, CLONE_NEWNET) != 0) _exit(126);
    become(arguments, options.environment);
  }
  in.write.reset();
  out.write.reset();
  err.write.reset();
  const bool complete = collect(out.read.get(), err.read.get(), result, end);
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  if (complete) result.exit_code = wait_for_exit(pid, left);
  if (result.exit_code < 0) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    result.err += "(killed: over its deadline)\n";
  }
  return result;
}

pid_t start_command(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                    const std::string& log) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null, 0);
  dup2(file, 1);
  dup2(file, 2);
  setsid();
  become(arguments, environment);
}

int wait_for_exit(pid_t pid, std::chrono::milliseconds deadline) {
  int exit_code = -1;
  eventually(deadline, [&] {
    int status = 0;
    const pid_t reaped = waitpid(pid, &status, WNOHANG);
    if (reaped == pid) exit_code = exit_code_of(status);
    return reaped != 0;
  });
  return exit_code;
}

}  // namespace peapod::test
