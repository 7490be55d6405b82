#include "firmware-agent/cli/own_agent.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "firmware-agent/http/unix_address.h"

namespace peapod::cli {
namespace {

constexpr int kStartPollMs = 20;
constexpr int kStartPollsMax = 500;  // 10 s.

}  // namespace

Result<void> OwnAgent::start_if_needed(const Options& options) {
  if (http::connect_unix(options.socket_path())) return {};
  return start(options);
}

Result<void> OwnAgent::start(const Options& options) {
  std::vector<std::string> words = {"peapod", "agent", "--on-exit=stop", "--socket", options.socket_path()};
  if (!options.root.empty()) words.insert(words.end(), {"--root", options.root});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) {
    pid_ = 0;
    return Error{errno, "start an agent"};
  }
  if (pid_ == 0) {
    // Ctrl-C is for us: we delete the pods first. Should we be killed, the agent ends by itself.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (getppid() == parent) execv("/proc/self/exe", argv.data());
    _exit(127);
  }
  for (int i = 0; i < kStartPollsMax; ++i) {
    if (http::connect_unix(options.socket_path())) return {};
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = 0;
      return Error{0, "the agent that was started has ended at once"};
    }
    poll(nullptr, 0, kStartPollMs);
  }
  stop();
  return Error{ETIMEDOUT, "wait for the agent that was started"};
}

void OwnAgent::stop() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

}  // namespace peapod::cli
