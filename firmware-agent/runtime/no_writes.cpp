// Built without PEAPOD_WRITES: the API asks for nothing of this.
#ifdef PEAPOD_NO_WRITES

#include <cassert>

#include "firmware-agent/runtime/agent.h"
#include "firmware-agent/runtime/exec_session.h"

namespace peapod::runtime {
namespace {

Refusal no_writes() {
  assert(false);
  return {};
}

}  // namespace

std::optional<Refusal> Agent::create_pod(config::Pod) { return no_writes(); }
std::optional<Refusal> Agent::replace_pod(config::Pod) { return no_writes(); }
std::optional<Refusal> Agent::change_pod(config::Pod) { return no_writes(); }
std::optional<Refusal> Agent::delete_pod(std::string_view, std::string_view, std::string_view,
                                         std::optional<std::int64_t>) {
  return no_writes();
}
std::optional<Refusal> Agent::set_gates(std::string_view, std::string_view, std::vector<GateReport>) {
  return no_writes();
}
std::unique_ptr<ExecSession> Agent::exec(const ExecRequest&, ExecCallbacks, Refusal& refusal) {
  refusal = no_writes();
  return nullptr;
}
std::unique_ptr<ExecSession> start_exec_session(PodContext&, const KernelContainer&, const ExecRequest&, ExecCallbacks,
                                                Refusal& refusal) {
  refusal = no_writes();
  return nullptr;
}

}  // namespace peapod::runtime

#endif
