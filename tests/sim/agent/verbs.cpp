#include "tests/sim/agent/verbs.h"

#include <csignal>

#include "config/pod_json.h"
#include "firmware-agent/runtime/sandbox.h"
#include "tests/sim/violation.h"

namespace peapod::sim {
namespace {

using core::Millis;
using runtime::SetupFailure;

// What all verbs of a pod have in hand.
struct PodHand {
  Kernel& kernel;
  Random& random;
  int pod;
  const Faults& faults;
  runtime::PodInbox& inbox;
  const config::Pod& manifest;

  std::string resources_of(core::ContainerIndex index) const {
    std::string text;
    config::append_resources_json(text, container_at(manifest.spec, index).resources);
    return text;
  }
  // Of all containers, for their pod's group.
  std::string resources() const {
    std::string text;
    const std::size_t count = manifest.spec.init_containers.size() + manifest.spec.containers.size();
    for (std::size_t i = 0; i < count; ++i) text += resources_of(static_cast<core::ContainerIndex>(i));
    return text;
  }
};

class SimSandbox final : public runtime::SandboxVerbs {
 public:
  explicit SimSandbox(PodHand& hand) : hand_(hand) {}

  void listen(runtime::KeeperListener& listener) override { hand_.kernel.hearing(hand_.pod).listener = &listener; }
  Result<void> make(std::uint32_t attempt) override {
    if (!hand_.kernel.begin(Verb::Make)) return {};
    hand_.kernel.set_group(hand_.pod, hand_.resources());
    return hand_.kernel.make(hand_.pod, attempt);
  }
  Result<void> adopt(std::uint32_t, std::vector<KeeperEntry>& entries) override {
    if (!hand_.kernel.begin(Verb::Adopt)) return {};
    return hand_.kernel.connect(hand_.pod, entries);
  }
  Result<void> launch_init(LaunchId id) override {
    if (!hand_.kernel.begin(Verb::LaunchInit)) return {};
    return hand_.kernel.ask_launch(hand_.pod, id, kInitProcess);
  }
  void init_started(pid_t) override {}
  void signal(LaunchId id, int signal) override {
    if (hand_.kernel.begin(Verb::Signal)) hand_.kernel.signal(hand_.pod, id, signal);
  }
  void release(LaunchId id) override {
    if (hand_.kernel.begin(Verb::Release)) hand_.kernel.release(hand_.pod, id);
  }
  Result<void> make_room(bool) override {
    if (!hand_.kernel.begin(Verb::MakeRoom)) return {};
    if (hand_.random.chance(hand_.faults.resize_fails)) return hand_.kernel.refuse(Verb::MakeRoom);
    hand_.kernel.set_group(hand_.pod, "room");
    return {};
  }
  Result<void> fit() override {
    if (!hand_.kernel.begin(Verb::Fit)) return {};
    if (hand_.random.chance(hand_.faults.resize_fails)) return hand_.kernel.refuse(Verb::Fit);
    hand_.kernel.set_group(hand_.pod, hand_.resources());
    return {};
  }
  std::optional<std::int64_t> memory_usage() override { return std::nullopt; }
  void lose() override {
    if (hand_.kernel.begin(Verb::Lose)) hand_.kernel.lose(hand_.pod);
  }
  void remove() override {
    if (hand_.kernel.begin(Verb::Remove)) hand_.kernel.remove(hand_.pod);
  }

 private:
  PodHand& hand_;
};

class SimProbe final : public runtime::ProbeVerbs {
 public:
  SimProbe(PodHand& hand, core::ContainerIndex index, core::LaunchNumber launch, core::ProbeKind kind)
      : hand_(hand), index_(index), launch_(launch), kind_(kind) {}

  void run() override {
    if (!hand_.kernel.begin(Verb::RunProbe)) return;
    demand(!*out_, "a probe runs twice at a time");
    *out_ = true;
    Random& random = hand_.random;
    core::ProbeOutcome outcome = random.chance(3) ? core::ProbeOutcome::Warning : core::ProbeOutcome::Success;
    if (random.chance(hand_.faults.probe_fails)) outcome = core::ProbeOutcome::Failure;
    if (random.chance(hand_.faults.probe_errs)) outcome = core::ProbeOutcome::Error;
    const Millis takes = random.chance(hand_.faults.probe_slow) ? random.between(0, 15'000) : random.between(0, 20);
    hand_.kernel.call_later(takes, [this, out = std::weak_ptr(out_), outcome] {
      const std::shared_ptr<bool> mine = out.lock();
      if (!mine) return;
      *mine = false;
      hand_.inbox.push(core::event::ProbeDone{index_, launch_, kind_, outcome});
    });
  }
  std::string_view text() const override { return {}; }

 private:
  PodHand& hand_;
  core::ContainerIndex index_;
  core::LaunchNumber launch_;
  core::ProbeKind kind_;
  std::shared_ptr<bool> out_ = std::make_shared<bool>(false);
};

class SimHook final : public runtime::HookVerbs {
 public:
  SimHook(PodHand& hand, core::ContainerIndex index, core::LaunchNumber launch, core::Hook hook)
      : hand_(hand), index_(index), launch_(launch), hook_(hook) {}

  void run() override {
    if (!hand_.kernel.begin(Verb::RunHook)) return;
    Random& random = hand_.random;
    const bool ok = !random.chance(hand_.faults.hook_fails);
    Millis takes = random.pick<Millis>({0, 20, 1'000, 4'000});
    if (random.chance(hand_.faults.hook_hangs)) takes = random.between(60'000, 600'000);
    hand_.kernel.call_later(takes, [this, alive = std::weak_ptr(alive_), ok] {
      if (!alive.expired()) hand_.inbox.push(core::event::HookDone{index_, launch_, hook_, ok});
    });
  }
  std::string_view text() const override { return {}; }

 private:
  PodHand& hand_;
  core::ContainerIndex index_;
  core::LaunchNumber launch_;
  core::Hook hook_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

class SimContainer final : public runtime::ContainerVerbs {
 public:
  SimContainer(PodHand& hand, core::ContainerIndex index, core::LaunchNumber launch)
      : hand_(hand), index_(index), launch_(launch) {}
  ~SimContainer() override { hand_.kernel.hearing(hand_.pod).exec_readable.erase(launch_); }

  void choose_image(std::function<void(const runtime::ImageAnswer&)> chosen) override {
    if (!hand_.kernel.begin(Verb::ChooseImage)) return;
    runtime::ImageAnswer answer;
    if (hand_.random.chance(hand_.faults.start_retried)) {
      hand_.kernel.refuse(Verb::ChooseImage);
      answer.failure = SetupFailure{static_cast<core::StartFailure>(hand_.random.between(0, 3)), "simulated"};
    }
    if (hand_.random.chance(50)) return chosen(answer);
    hand_.kernel.call_later(hand_.random.between(0, 20'000),
                            [alive = std::weak_ptr(alive_), chosen = std::move(chosen), answer = std::move(answer)] {
                              if (!alive.expired()) chosen(answer);
                            });
  }
  std::optional<SetupFailure> launch() override {
    if (!hand_.kernel.begin(Verb::Launch)) return std::nullopt;
    if (hand_.random.chance(hand_.kernel.faults.launch_refused)) {
      return SetupFailure{core::StartFailure::CreateContainerError, hand_.kernel.refuse(Verb::Launch).message()};
    }
    hand_.kernel.set_resources(hand_.pod, launch_, hand_.resources_of(index_));
    Result<void> asked = hand_.kernel.ask_launch(hand_.pod, launch_, index_);
    if (!asked) return SetupFailure{core::StartFailure::CreateContainerError, asked.error().message()};
    return std::nullopt;
  }
  void adopt(KeeperEntry&&) override { hand_.kernel.begin(Verb::AdoptContainer); }
  void watch_exec(std::function<void()> readable) override {
    hand_.kernel.hearing(hand_.pod).exec_readable[launch_] = readable;
    // Level-triggered, as poll is.
    hand_.kernel.call_later(0, [alive = std::weak_ptr(alive_), readable = std::move(readable)] {
      if (!alive.expired()) readable();
    });
  }
  runtime::ExecProgress exec_progress() override { return hand_.kernel.exec_progress(hand_.pod, launch_); }
  SetupFailure explain(const platform::ChildFailure&) const override {
    return {core::StartFailure::StartError, "simulated", 127};
  }
  void started(pid_t pid) override { demand(pid > 0, "started without a process"); }
  void stop() override {
    if (!hand_.kernel.begin(Verb::Signal)) return;
    demand(exec_progress().state != runtime::ExecProgress::State::Pending, "a stop signal before the exec");
    hand_.kernel.signal(hand_.pod, launch_, SIGTERM);
  }
  void kill() override {
    if (hand_.kernel.begin(Verb::Kill)) hand_.kernel.kill_group(hand_.pod, launch_);
  }
  Result<void> resize() override {
    if (!hand_.kernel.begin(Verb::Resize)) return {};
    if (hand_.random.chance(hand_.faults.resize_fails)) return hand_.kernel.refuse(Verb::Resize);
    hand_.kernel.set_resources(hand_.pod, launch_, hand_.resources_of(index_));
    return {};
  }
  std::optional<std::int64_t> memory_usage() override { return std::nullopt; }
  runtime::ContainerEnd end(int, bool by_sigkill) override {
    if (!hand_.kernel.begin(Verb::End)) return {};
    demand(exec_progress().state != runtime::ExecProgress::State::Failed, "an exec that failed passes for an exit");
    return {by_sigkill && hand_.kernel.end_group(hand_.pod, launch_), {}};
  }
  void clean_up() override { hand_.kernel.begin(Verb::CleanUp); }
  std::unique_ptr<runtime::ProbeVerbs> probe(core::ProbeKind kind) override {
    return std::make_unique<SimProbe>(hand_, index_, launch_, kind);
  }
  std::unique_ptr<runtime::HookVerbs> hook(core::Hook hook) override {
    return std::make_unique<SimHook>(hand_, index_, launch_, hook);
  }
  std::unique_ptr<runtime::ExecSession> exec(const runtime::ExecRequest&, runtime::ExecCallbacks,
                                             runtime::Refusal&) override {
    return nullptr;
  }

 private:
  PodHand& hand_;
  core::ContainerIndex index_;
  core::LaunchNumber launch_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

class SimPod final : public runtime::PodVerbs {
 public:
  SimPod(PodHand hand, Onlooker& onlooker) : hand_(hand), sandbox_(hand_), onlooker_(onlooker) {}
  ~SimPod() override { hand_.kernel.hearing(hand_.pod) = {}; }

  runtime::SandboxVerbs& sandbox() override { return sandbox_; }
  std::unique_ptr<runtime::ContainerVerbs> container(core::ContainerIndex index, core::LaunchNumber launch,
                                                     std::int32_t, const runtime::ContainerDetail&) override {
    return std::make_unique<SimContainer>(hand_, index, launch);
  }
  Result<void> save(const runtime::PodMemory& memory) override {
    if (!hand_.kernel.begin(Verb::Save)) return {};
    Result<void> saved = hand_.kernel.save(hand_.pod, memory);
    if (saved) onlooker_.saved(hand_.pod, hand_.manifest);
    return saved;
  }
  void forget() override {
    if (hand_.kernel.begin(Verb::Forget)) hand_.kernel.forget(hand_.pod);
  }
  void remove_logs(const std::vector<runtime::ContainerDetail>&) override {}
  std::string log_directory() const override { return {}; }

 private:
  PodHand hand_;
  SimSandbox sandbox_;
  Onlooker& onlooker_;
};

}  // namespace

std::unique_ptr<runtime::PodVerbs> SimBox::pod(const config::Pod& pod, runtime::PodInbox& inbox) {
  const int number = onlooker_.takes_up(pod, inbox);
  return std::make_unique<SimPod>(PodHand{kernel_, random_, number, kernel_.faults_of(number), inbox, pod}, onlooker_);
}

void SimBox::when_clean(std::function<void()> call) {
  kernel_.call_later(std::max<Millis>(0, kernel_.clean_at() - kernel_.now()), std::move(call));
}

}  // namespace peapod::sim
