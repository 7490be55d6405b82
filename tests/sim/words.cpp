#include "tests/sim/words.h"

namespace peapod::sim {

namespace event = core::event;
namespace action = core::action;

static std::string hook_word(core::Hook hook) { return hook == core::Hook::PostStart ? " postStart" : " preStop"; }

template <typename About>
static std::string about(const About& report) {
  return " c" + std::to_string(report.container) + " #" + std::to_string(report.launch);
}

std::string describe(const core::Event& event) {
  std::string text = kEventWords[event.index()];
  if (const auto* started = std::get_if<event::Started>(&event)) text += about(*started);
  if (const auto* failed = std::get_if<event::StartFailed>(&event)) {
    text += about(*failed) + " " + std::string(core::name(failed->reason));
  }
  if (const auto* exited = std::get_if<event::Exited>(&event)) {
    text += about(*exited) + " code " + std::to_string(exited->exit_code);
  }
  if (const auto* done = std::get_if<event::HookDone>(&event)) {
    text += about(*done) + hook_word(done->hook) + (done->ok ? " ok" : " failed");
  }
  if (const auto* done = std::get_if<event::ProbeDone>(&event)) {
    text += about(*done) + " " + std::string(core::name(done->probe)) + " " +
            kProbeOutcomeWords[static_cast<std::size_t>(done->outcome)];
  }
  if (const auto* resized = std::get_if<event::Resized>(&event))
    text += about(*resized) + (resized->ok ? " ok" : " failed");
  if (const auto* request = std::get_if<event::StopRequested>(&event)) {
    text += std::string(" ") + kStopCauseWords[static_cast<std::size_t>(request->cause)];
    if (request->grace) text += " grace " + std::to_string(*request->grace);
  }
  if (const auto* changed = std::get_if<event::GateChanged>(&event)) {
    text += " g" + std::to_string(changed->gate) + " " + std::string(core::name(changed->status));
  }
  return text;
}

std::string describe(const core::Action& action) {
  std::string text = kActionWords[action.index()];
  if (const auto* start = std::get_if<action::StartContainer>(&action)) text += about(*start);
  if (const auto* stop = std::get_if<action::StopContainer>(&action)) text += about(*stop);
  if (const auto* kill = std::get_if<action::KillContainer>(&action)) text += about(*kill);
  if (const auto* hook = std::get_if<action::RunHook>(&action)) text += about(*hook) + hook_word(hook->hook);
  if (const auto* probe = std::get_if<action::RunProbe>(&action)) {
    text += about(*probe) + " " + std::string(core::name(probe->probe));
  }
  if (const auto* resize = std::get_if<action::ResizeContainer>(&action)) text += about(*resize);
  if (const auto* notice = std::get_if<action::Notice>(&action)) {
    text += " " + std::string(core::name(notice->reason));
    if (notice->container) text += " c" + std::to_string(*notice->container);
    if (notice->cause != core::KillCause::None)
      text += std::string(" ") + kKillCauseWords[static_cast<std::size_t>(notice->cause)];
  }
  return text;
}

}  // namespace peapod::sim
