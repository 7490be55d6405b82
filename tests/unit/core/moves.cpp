#include "tests/unit/core/moves.h"

#include "firmware-agent/core/pod_status.h"

namespace peapod::core {

namespace {

class Alphabet {
 public:
  explicit Alphabet(const PodPolicy& policy) : policy_(policy) {}

  std::vector<Move> take() {
    for (ContainerIndex i = 0; i < policy_.containers.size(); ++i) add_container(i);
    add("SandboxReady", event::SandboxReady{});
    add("SandboxFailed", event::SandboxFailed{});
    add("SandboxLost", event::SandboxLost{});
    add("SandboxRemoved", event::SandboxRemoved{});
    add("stop: deleted", event::StopRequested{StopCause::Deleted, std::nullopt});
    add("stop: deleted, 5 s", event::StopRequested{StopCause::Deleted, 5'000});
    add("stop: deleted, 0 s", event::StopRequested{StopCause::Deleted, 0});
    add("stop: shutdown", event::StopRequested{StopCause::NodeShutdown, std::nullopt});
    add("restart the pod", event::PodRestartRequested{});
    add("Tick", event::Tick{});
    add("Resumed", event::Resumed{});
    moves_.push_back({"deadline", Move::Kind::Deadline, [](const PodState&) { return Event(event::Tick{}); }});
    auto replaced = [](const PodState&) { return Event(event::PolicyReplaced{}); };
    moves_.push_back({"another image", Move::Kind::AnotherImage, replaced});
    moves_.push_back({"other memory", Move::Kind::Resize, replaced});
    return std::move(moves_);
  }

 private:
  void add(std::string name, const Event& happened) {
    moves_.push_back({std::move(name), Move::Kind::Report, [happened](const PodState&) { return happened; }});
  }

  template <typename Make>
  void add(std::string name, ContainerIndex index, Make make) {
    if (policy_.containers.size() > 1) name += " " + std::to_string(index);
    moves_.push_back({std::move(name), Move::Kind::Report, [index, make](const PodState& state) {
                        return Event(make(index, state.containers[index].launch));
                      }});
  }

  void add_exit(ContainerIndex index, std::int32_t code) {
    add("Exited " + std::to_string(code), index, [code](ContainerIndex container, LaunchNumber launch) {
      return event::Exited{container, launch, code, code > 128 ? code - 128 : 0, false};
    });
  }

  void add_failure(ContainerIndex index, StartFailure reason) {
    add("StartFailed " + std::string(name(reason)), index, [reason](ContainerIndex container, LaunchNumber launch) {
      return event::StartFailed{container, launch, reason, 128};
    });
  }

  void add_hook(ContainerIndex index, Hook hook, bool ok) {
    std::string word = hook == Hook::PostStart ? "postStart" : "preStop";
    add(word + (ok ? " ok" : " failed"), index, [hook, ok](ContainerIndex container, LaunchNumber launch) {
      return event::HookDone{container, launch, hook, ok};
    });
  }

  void add_probe(ContainerIndex index, ProbeKind probe, ProbeOutcome outcome, const char* word) {
    add(std::string(name(probe)) + word, index, [probe, outcome](ContainerIndex container, LaunchNumber launch) {
      return event::ProbeDone{container, launch, probe, outcome};
    });
  }

  void add_container(ContainerIndex index) {
    const ContainerPolicy& container = policy_.containers[index];
    add("Started", index, [](ContainerIndex number, LaunchNumber launch) { return event::Started{number, launch}; });
    add_failure(index, StartFailure::ErrImagePull);
    add_failure(index, StartFailure::StartError);
    add_exit(index, 0);
    add_exit(index, 1);
    if (!container.restart_rules.empty()) add_exit(index, container.restart_rules.front().exit_codes.front());
    add("late Exited", index, [](ContainerIndex number, LaunchNumber launch) {
      return event::Exited{number, launch - 1, 1, 0, false};
    });
    for (bool ok : {true, false}) {
      if (container.has_post_start) add_hook(index, Hook::PostStart, ok);
      if (container.has_pre_stop) add_hook(index, Hook::PreStop, ok);
      add(ok ? "Resized ok" : "Resized failed", index, [ok](ContainerIndex number, LaunchNumber launch) {
        return event::Resized{number, launch, ok};
      });
    }
    for (ProbeKind probe : kProbeKinds) {
      if (!container.probes[static_cast<std::size_t>(probe)]) continue;
      add_probe(index, probe, ProbeOutcome::Success, " succeeded");
      add_probe(index, probe, ProbeOutcome::Failure, " failed");
      add_probe(index, probe, ProbeOutcome::Error, " erred");
    }
  }

  const PodPolicy& policy_;
  std::vector<Move> moves_;
};

}  // namespace

std::vector<Move> moves(const PodPolicy& policy) { return Alphabet(policy).take(); }

}  // namespace peapod::core
