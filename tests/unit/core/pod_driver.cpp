#include "tests/unit/core/pod_driver.h"

namespace peapod::core {

namespace {

struct Word {
  std::string operator()(action::CreateSandbox) const { return "create"; }
  std::string operator()(action::EndSandbox) const { return "end"; }
  std::string operator()(action::RemoveSandbox) const { return "remove"; }
  std::string operator()(const action::StartContainer& a) const { return "start " + std::to_string(a.container); }
  std::string operator()(const action::StopContainer& a) const { return "stop " + std::to_string(a.container); }
  std::string operator()(const action::KillContainer& a) const { return "kill " + std::to_string(a.container); }
  std::string operator()(const action::RunHook& a) const {
    return (a.hook == Hook::PostStart ? "postStart " : "preStop ") + std::to_string(a.container);
  }
  std::string operator()(const action::RunProbe& a) const {
    return "probe " + std::string(name(a.probe)) + " " + std::to_string(a.container);
  }
  std::string operator()(const action::ResizeContainer& a) const { return "resize " + std::to_string(a.container); }
  std::string operator()(const action::Notice& a) const {
    std::string word(name(a.reason));
    return a.container ? word + " " + std::to_string(*a.container) : word;
  }
};

}  // namespace

PodDriver::Words PodDriver::feed(const Event& event) {
  Actions actions;
  step(state, policy, event, now, actions);
  Words words;
  for (const Action& action : actions) words.push_back(std::visit(Word{}, action));
  return words;
}

PodDriver::Words PodDriver::wait(Millis duration) {
  Words all;
  Time end = now + duration;
  for (;;) {
    std::optional<Time> deadline = next_deadline(state, policy);
    bool is_last = !deadline || *deadline > end;
    now = is_last ? end : *deadline;
    if (is_last) return all;
    for (std::string& word : tick()) all.push_back(std::move(word));
  }
}

}  // namespace peapod::core
