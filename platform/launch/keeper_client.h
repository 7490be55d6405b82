#pragma once

// The agent's side of a keeper (peapod-pause): starting one, talking to it, coming back to one that an
// earlier agent started. Blocking only for the time of a local system call, except that start() and connect()
// wait for the keeper's first answer (at most kKeeperAnswerMs); the caller polls fd() and calls receive().
// Protocol: platform/pause/protocol.h.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "platform/launch/plan.h"
#include "platform/pause/protocol.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

constexpr int kKeeperAnswerMs = 5000;  // After that a keeper counts as hanging: ETIMEDOUT.

// Chosen by the caller, unique for a keeper's life, never 0.
using LaunchId = std::uint64_t;

// What a keeper is started with: it is born in the pod's new namespaces and so pins them.
struct KeeperSpec {
  std::string socket_path;  // Of its SOCK_SEQPACKET socket; the directory exists, mode 0700. May be longer
                            // than sun_path.
  std::string hostname;     // Set in the new uts namespace.
  bool new_net = true;      // lo is brought up in it.
  bool new_ipc = true;
  bool new_uts = true;
  std::vector<int> cgroup_procs;  // Open cgroup.procs files that it enters.
  std::string comm = "pause";
};

// A launch as the keeper tells of it, after connecting (what an earlier agent left) and in reports.
struct KeeperEntry {
  LaunchId id = 0;
  pid_t pid = 0;
  bool exited = false;
  int wait_status = 0;         // As of wait4(), when exited.
  std::vector<UniqueFd> held;  // Duplicates of the descriptors the keeper holds for it, in the order of launch().
};

struct KeeperReport {
  enum class Kind : std::uint8_t {
    Launched,      // The process exists: pid. Its exec may still fail: see the plan's report pipe.
    LaunchFailed,  // A step of the keeper's part failed: step, error. There is no process. Step -1: the
                   // keeper refused it, with ENOSPC when it has kLaunchesMax launches that are not released,
                   // EMFILE when descriptors did not fit, EEXIST when the id is in use.
    Exited,        // wait_status. The entry stays until release().
  } kind = Kind::Launched;
  LaunchId id = 0;
  pid_t pid = 0;
  int wait_status = 0;
  int step = 0;
  int error = 0;
};

class KeeperClient {
 public:
  // Starts a keeper from a sealed memfd copy of peapod-pause and connects to it; a socket left behind at its
  // path is replaced. It is nobody's to wait for but the caller's: reap pid() (or let init do so) after fd()
  // has reported end of file. What goes wrong in the new process is told by name of the step ("bring up lo").
  static Result<KeeperClient> start(const KeeperSpec& spec, int pause_memfd);

  // Connects to a running one. `entries` receives everything it still holds.
  static Result<KeeperClient> connect(const std::string& socket_path, std::vector<KeeperEntry>& entries);

  int fd() const { return socket_.get(); }  // Readable: call receive().
  pid_t pid() const { return pid_; }        // By SO_PEERCRED.

  // Asks for a launch; answered by Launched or LaunchFailed, later Exited. `plan` is a sealed plan (plan.h)
  // that may be launched any number of times; `fds` fill its descriptor words in order; the keeper keeps
  // duplicates of those named in `hold` (indexes into fds) until release(). At most kMaxPlanFds descriptors,
  // kMaxHeld held.
  Result<void> launch(LaunchId id, const Plan& plan, std::span<const int> fds, std::span<const std::uint8_t> hold);

  Result<void> signal(LaunchId id,
                      int signal);    // To the process itself. No such entry, or exited: done already.
  Result<void> release(LaunchId id);  // Forget an exited launch and close what was held for it.
  Result<void> quit();                // End the keeper: it does not while a child lives.

  // Takes every report that is there. False: the keeper is dead, or has turned to a newer agent: connect()
  // tells.
  bool receive(const std::function<void(const KeeperReport&)>& take);

 private:
  KeeperClient(UniqueFd socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}

  Result<void> greet(std::vector<KeeperEntry>& entries);
  Result<void> send(const Request& request, std::span<const int> fds);

  UniqueFd socket_;
  pid_t pid_ = 0;
};

// A memfd with the peapod-pause program, sealed. Empty path: looked for beside our own executable, then where
// it is usually installed (/usr/libexec, /usr/lib/peapod, /usr/bin, ...).
Result<UniqueFd> load_pause_program(const std::string& path = {});

}  // namespace peapod::platform
