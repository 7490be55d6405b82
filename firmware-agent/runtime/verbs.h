#pragma once

// What carrying out a pod's life takes of the world, as interfaces. The executor (Pods, PodRunner, Sandbox,
// ContainerRun) keeps the order of things and the books with these verbs alone: kernel_*.h are the real ones; tests/sim
// has others, over a simulated kernel that refuses, hangs, and outlives its agent. Verbs answer at once unless they say
// otherwise.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/core/pod_state.h"
#include "firmware-agent/runtime/event_input.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/pod_memory.h"
#include "platform/launch/keeper_client.h"
#include "platform/pause/plan_format.h"
#include "platform/sys/result.h"

namespace peapod::runtime {

class Sandbox;

// Why a container could not be made, in the machine's terms and in a sentence.
struct SetupFailure {
  core::StartFailure reason = core::StartFailure::CreateContainerConfigError;
  std::string message;
  int exit_code = 128;
};

// What the keeper tells, and that it is gone.
class KeeperListener {
 public:
  virtual void on_keeper_report(const platform::KeeperReport& report) = 0;
  virtual void on_keeper_gone() = 0;  // With it every process of the pod.

 protected:
  ~KeeperListener() = default;
};

class SandboxVerbs {
 public:
  virtual ~SandboxVerbs() = default;
  virtual void listen(KeeperListener& listener) = 0;  // Once, before all others.
  // Directories, cgroup, volumes, keeper. `attempt` numbers the sandboxes of a pod: what belonged to an earlier one may
  // still be dying. After an error lose() clears what was made.
  virtual Result<void> make(std::uint32_t attempt) = 0;
  // Back to what an earlier agent made, with what its keeper still holds.
  virtual Result<void> adopt(std::uint32_t attempt, std::vector<platform::KeeperEntry>& entries) = 0;
  virtual Result<void> launch_init(platform::LaunchId id) = 0;  // The pod's PID 1; reports as of any launch.
  virtual void init_started(pid_t pid) = 0;
  virtual void signal(platform::LaunchId id, int signal) = 0;
  virtual void release(platform::LaunchId id) = 0;  // The keeper forgets an exited launch.
  // When the manifest's resources have changed: the pod's group gets room for what containers are to have beside what
  // they have, and at last what the manifest says. `unknown`: an earlier agent was at it, so nobody knows what it has.
  virtual Result<void> make_room(bool unknown) = 0;
  virtual Result<void> fit() = 0;
  virtual std::optional<std::int64_t> memory_usage() = 0;  // Of the whole pod, in bytes.
  virtual void lose() = 0;                                 // Ends every process; volumes stay for the next make().
  virtual void remove() = 0;                               // Takes away what is left. After lose().
};

// One run of a probe at a time; the machine is told ProbeDone.
class ProbeVerbs {
 public:
  virtual ~ProbeVerbs() = default;  // Gives up a run that is out.
  virtual void run() = 0;
  virtual std::string_view text() const = 0;  // The output of the last run, for the event about it.
  // What kubelet calls the state of a run that broke: "unknown", or "failure" when only a body was cut off.
  virtual std::string_view broken_state() const { return "unknown"; }
};

// One run of a hook; the machine is told HookDone.
class HookVerbs {
 public:
  virtual ~HookVerbs() = default;  // Gives it up.
  virtual void run() = 0;
  virtual std::string_view text() const = 0;  // What a failed one said.
};

struct ImageAnswer {
  std::optional<SetupFailure> failure;
  std::string image_id;  // Without a failure: as in ContainerDetail.
  std::string stop_signal = {};
};

// How far the exec of a launch has come: its report pipe.
struct ExecProgress {
  enum class State : std::uint8_t { Pending, Done, Failed } state = State::Pending;
  platform::ChildFailure failure{};
};

struct ContainerEnd {
  bool oom_killed = false;
  std::string message;  // state.terminated.message.
};

// One launch of one container.
class ContainerVerbs {
 public:
  virtual ~ContainerVerbs() = default;
  // Answers once, perhaps before it returns, never after its destruction.
  virtual void choose_image(std::function<void(const ImageAnswer&)> chosen) = 0;
  // Everything up to the keeper's having the plan, which then tells Launched or LaunchFailed, and Exited.
  virtual std::optional<SetupFailure> launch() = 0;
  virtual void adopt(platform::KeeperEntry&& entry) = 0;  // Instead of both: what an earlier agent launched.
  // `readable` is told when exec_progress() may have changed.
  virtual void watch_exec(std::function<void()> readable) = 0;
  virtual ExecProgress exec_progress() = 0;
  virtual SetupFailure explain(const platform::ChildFailure& failure) const = 0;
  virtual void started(pid_t pid) = 0;                           // The exec has happened.
  virtual void stop() = 0;                                       // The stop signal, to the first process.
  virtual void kill() = 0;                                       // SIGKILL, to every process.
  virtual Result<void> resize() = 0;                             // To its manifest's limits.
  virtual std::optional<std::int64_t> memory_usage() = 0;        // In bytes.
  virtual ContainerEnd end(int exit_code, bool by_sigkill) = 0;  // Ends what is left, drains its output.
  virtual void clean_up() = 0;                                   // Twice is once.
  virtual std::unique_ptr<ProbeVerbs> probe(core::ProbeKind kind) = 0;
  virtual std::unique_ptr<HookVerbs> hook(core::Hook hook) = 0;
  virtual std::unique_ptr<ExecSession> exec(const ExecRequest& request, ExecCallbacks callbacks, Refusal& refusal) = 0;
};

// What the verbs of a pod tell its executor.
class PodInbox {
 public:
  virtual void push(const core::Event& event) = 0;
  // About one container, or about the pod.
  virtual void notice(std::optional<core::ContainerIndex> container, std::string_view type, std::string_view reason,
                      const std::string& message) = 0;
  virtual Sandbox& sandbox() = 0;

 protected:
  ~PodInbox() = default;
};

class PodVerbs {
 public:
  virtual ~PodVerbs() = default;
  virtual SandboxVerbs& sandbox() = 0;
  // `detail` is the executor's and outlives it.
  virtual std::unique_ptr<ContainerVerbs> container(core::ContainerIndex index, core::LaunchNumber launch,
                                                    std::int32_t restart_count, const ContainerDetail& detail) = 0;
  // What a new agent goes on from; replaced as a whole or not at all.
  virtual Result<void> save(const PodMemory& memory) = 0;
  virtual void forget() = 0;  // The memory.
  virtual void remove_logs(const std::vector<ContainerDetail>& details) = 0;
  virtual std::string log_directory() const = 0;
};

// What all pods have in common.
class BoxVerbs {
 public:
  virtual ~BoxVerbs() = default;
  virtual core::Time now() const = 0;
  virtual WallTime wall_now() const = 0;
  virtual std::uint64_t next_resource_version() = 0;
  virtual core::Millis backoff_max() const = 0;  // The longest delay of a restart.
  virtual void record_event(const EventInput& event) = 0;
  virtual std::unique_ptr<PodVerbs> pod(const config::Pod& pod, PodInbox& inbox) = 0;
  // Told of each step of a pod's machine, before its actions are carried out: the simulator's second opinion.
  virtual void stepped(const core::PodState&, const core::PodPolicy&, const core::Event&, const core::Actions&) {}
  // Nothing of pods that are gone is left on the box; `call` is made once, perhaps at once.
  virtual bool is_clean() const = 0;
  virtual void when_clean(std::function<void()> call) = 0;
};

}  // namespace peapod::runtime
