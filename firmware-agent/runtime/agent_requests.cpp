// What may be asked of the agent through its API.

#include <algorithm>
#include <utility>

#include "firmware-agent/runtime/agent.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/pod_change.h"
#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

Refusal not_found(std::string_view name) {
  return {Refusal::Kind::NotFound, "pods \"" + std::string(name) + "\" not found"};
}

Refusal edit_instead(const PodRunner& pod) {
  return {Refusal::Kind::Forbidden,
          "pods \"" + pod.pod().metadata.name + "\" is a static pod: edit '" + pod.origin().file + "' instead"};
}

// What neither a file nor the store keeps: they never run again.
bool only_adds_ephemeral(const config::Pod& is, const config::Pod& wanted) {
  return is.metadata.labels == wanted.metadata.labels && is.metadata.annotations == wanted.metadata.annotations &&
         same_spec(is.spec, without_changes(is.spec, wanted.spec, ChangeScope::Ephemeral));
}

Result<std::string> random_uid() {
  Result<std::string> uuid = platform::sys::read_file("/proc/sys/kernel/random/uuid", 64);
  if (uuid) uuid->erase(uuid->find_last_not_of('\n') + 1);
  return uuid;
}

}  // namespace

std::optional<Refusal> Agent::create_pod(config::Pod pod) {
  if (pods_.places().contains({pod.metadata.namespace_, pod.metadata.name})) {
    return Refusal{Refusal::Kind::AlreadyExists, "pods \"" + pod.metadata.name + "\" already exists"};
  }
  if (pods_.stopping()) return Refusal{Refusal::Kind::Forbidden, "the agent is stopping"};
  return store_and_want(std::move(pod));
}

std::optional<Refusal> Agent::replace_pod(config::Pod pod) {
  Pods::Place* place = pods_.find(pod.metadata.namespace_, pod.metadata.name);
  if (place == nullptr) return not_found(pod.metadata.name);
  const PodRunner& current = *place->current;
  if (current.origin().from_file) return edit_instead(current);
  if (place->next) (void)store_.remove(place->next->first.metadata.uid);
  return store_and_want(std::move(pod));
}

std::optional<Refusal> Agent::change_pod(config::Pod pod) {
  Pods::Place* place = pods_.find(pod.metadata.namespace_, pod.metadata.name);
  if (place == nullptr) return not_found(pod.metadata.name);
  PodRunner& current = *place->current;
  PodOrigin origin = current.origin();
  if (only_adds_ephemeral(current.wanted_pod(), pod)) {
    current.become(pod, origin.file);
    return std::nullopt;
  }
  if (origin.from_file) return edit_instead(current);
  pod.metadata.uid = current.pod().metadata.uid;
  if (!same_spec(current.wanted_pod().spec, pod.spec)) origin.generation += 1;
  if (Result<void> stored = store_.put(pod, origin); !stored) {
    return Refusal{Refusal::Kind::Internal, stored.error().message()};
  }
  current.become(pod, {});
  return std::nullopt;
}

std::optional<Refusal> Agent::store_and_want(config::Pod pod) {
  Result<std::string> uid = random_uid();
  if (!uid) return Refusal{Refusal::Kind::Internal, uid.error().message()};
  pod.metadata.uid = std::move(*uid);
  const PodOrigin origin{false, {}, node_->clock.wall_now(), 1};
  if (Result<void> stored = store_.put(pod, origin); !stored) {
    return Refusal{Refusal::Kind::Internal, stored.error().message()};
  }
  pods_.want(std::move(pod), origin);
  return std::nullopt;
}

std::optional<Refusal> Agent::set_gates(std::string_view ns, std::string_view name, std::vector<GateReport> reports) {
  Pods::Place* place = pods_.find(ns, name);
  if (place == nullptr) return not_found(name);
  if (!place->current->has_begun()) {
    return Refusal{Refusal::Kind::Conflict,
                   "pods \"" + std::string(name) + "\" does not run: conditions can be set once it has begun"};
  }
  place->current->set_gates(std::move(reports));
  return std::nullopt;
}

std::optional<Refusal> Agent::delete_pod(std::string_view ns, std::string_view name, std::string_view uid_or_empty,
                                         std::optional<std::int64_t> grace_seconds) {
  Pods::Place* place = pods_.find(ns, name);
  if (place == nullptr) return not_found(name);
  PodRunner& current = *place->current;
  const std::string& uid = current.pod().metadata.uid;
  if (!uid_or_empty.empty() && uid_or_empty != uid) {
    return Refusal{Refusal::Kind::Conflict, "Precondition failed: UID in precondition: " + std::string(uid_or_empty) +
                                                ", UID in object meta: " + uid};
  }
  if (current.origin().from_file) {
    return Refusal{Refusal::Kind::Forbidden, "pods \"" + std::string(name) + "\" is a static pod: remove '" +
                                                 current.origin().file + "' to end it"};
  }
  if (place->next) (void)store_.remove(place->next->first.metadata.uid);
  place->next.reset();
  current.stop(core::StopCause::Deleted, grace_seconds);
  return std::nullopt;
}

std::unique_ptr<ExecSession> Agent::exec(const ExecRequest& request, ExecCallbacks callbacks, Refusal& refusal) {
  Pods::Place* place = pods_.find(request.namespace_, request.pod);
  if (place == nullptr) {
    refusal = not_found(request.pod);
    return nullptr;
  }
  std::string why;
  ContainerRun* container = place->current->running_container(request.container, why);
  if (container == nullptr) {
    refusal = {Refusal::Kind::BadRequest, why};
    return nullptr;
  }
  return container->verbs().exec(request, std::move(callbacks), refusal);
}

}  // namespace peapod::runtime
