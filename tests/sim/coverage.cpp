#include "tests/sim/coverage.h"

#include <cstdio>

#include "tests/sim/words.h"

namespace peapod::sim {

static constexpr std::array kWaitingWords = {"ContainerCreating",      "PodInitializing",  "CrashLoopBackOff",
                                             "ErrImagePull",           "ImagePullBackOff", "PostStartHookError",
                                             "RestartingAllContainers"};
static constexpr std::array kLandmarkWords = {"10 s of back-off", "300 s of back-off", "forced stop",
                                              "grace shortened",  "pod Ready",         "pod gone"};

void Coverage::saw(const core::Event& event) {
  count(events_, event.index());
  if (const auto* failed = std::get_if<core::event::StartFailed>(&event)) count(failures_, failed->reason);
  const auto* request = std::get_if<core::event::StopRequested>(&event);
  if (request != nullptr && request->grace == 0) saw(Landmark::ForcedStop);
}

void Coverage::saw(const core::Action& action) {
  count(actions_, action.index());
  if (const auto* probe = std::get_if<core::action::RunProbe>(&action)) count(probes_, probe->probe);
  const auto* notice = std::get_if<core::action::Notice>(&action);
  if (notice == nullptr) return;
  count(notices_, notice->reason);
  if (notice->reason == core::NoticeReason::Killing) count(killings_, notice->cause);
}

void Coverage::saw_waiting(const core::ContainerStatus& status) {
  for (std::size_t i = 0; i < kWaitingWords.size(); ++i) {
    if (status.waiting_reason == kWaitingWords[i]) count(waits_, i);
  }
  if (status.waiting_reason != "CrashLoopBackOff") return;
  if (status.backoff == 10'000) saw(Landmark::FirstDelay);
  if (status.backoff == 300'000) saw(Landmark::LongestDelay);
}

void Coverage::saw(const core::PodState& state, const core::PodStatus& status) {
  count(sandboxes_, state.sandbox);
  count(ends_, state.end);
  count(phases_, status.phase);
  for (std::size_t i = 0; i < state.containers.size(); ++i) {
    count(containers_, state.containers[i].phase);
    if (state.containers[i].last) count(terminations_, state.containers[i].last->reason);
    saw_waiting(status.containers[i]);
  }
}

static bool print(const char* prefix, const char* word, std::uint64_t times) {
  std::printf("  %-10s %-26s %llu%s\n", prefix, word, static_cast<unsigned long long>(times),
              times == 0 ? "   NEVER REACHED" : "");
  return times > 0;
}

template <typename Counts, typename Words>
static bool print(const char* prefix, const Counts& counts, const Words& words, std::size_t first = 0) {
  bool complete = true;
  for (std::size_t i = first; i < words.size(); ++i) complete &= print(prefix, words[i], counts[i]);
  return complete;
}

template <typename Counts, typename Enum>
static bool print_named(const char* prefix, const Counts& counts, Enum last) {
  bool complete = true;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
    complete &= print(prefix, core::name(static_cast<Enum>(i)).data(), counts[i]);
  }
  return complete;
}

bool Coverage::report() const {
  bool complete = print("event", events_, kEventWords);
  complete &= print("action", actions_, kActionWords);
  complete &= print("container", containers_, kContainerPhaseWords);
  complete &= print("sandbox", sandboxes_, kSandboxPhaseWords);
  complete &= print("end", ends_, kPodEndWords);
  complete &= print("killing", killings_, kKillCauseWords, 1);  // There is none for None.
  complete &= print("waiting", waits_, kWaitingWords);
  complete &= print("", landmarks_, kLandmarkWords);
  complete &= print_named("phase", phases_, core::PodPhase::Failed);
  complete &= print_named("notice", notices_, core::NoticeReason::Preempting);
  complete &= print_named("failure", failures_, core::StartFailure::ContainerCannotRun);
  complete &= print_named("terminated", terminations_, core::TerminationReason::RestartingAllContainers);
  complete &= print_named("probe", probes_, core::ProbeKind::Readiness);
  return complete;
}

}  // namespace peapod::sim
