#include "firmware-agent/runtime/pod_change.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "config/pod_json.h"
#include "firmware-agent/runtime/qos.h"

namespace peapod::runtime {
namespace {

using config::Container;
using config::PodSpec;
using config::ResourceList;
using config::ResourceRequirements;

bool includes(ChangeScope scope, ChangeScope part) { return scope == part || scope == ChangeScope::Manifest; }

// Calls for each container that has the same place and name in both.
template <class Spec, class Call>
void each_pair(Spec& first, const PodSpec& second, Call call) {
  const auto pairs = [&](auto& of_first, const std::vector<Container>& of_second, const char* list) {
    for (std::size_t i = 0; i < std::min(of_first.size(), of_second.size()); ++i) {
      if (of_first[i].name != of_second[i].name) continue;
      call(of_first[i], of_second[i], std::string("spec.") + list + "[" + std::to_string(i) + "]");
    }
  };
  pairs(first.init_containers, second.init_containers, "initContainers");
  pairs(first.containers, second.containers, "containers");
}

void take_cpu_and_memory(ResourceRequirements& resources, const ResourceRequirements& wanted) {
  for (ResourceList ResourceRequirements::*list : {&ResourceRequirements::requests, &ResourceRequirements::limits}) {
    (resources.*list).cpu = (wanted.*list).cpu;
    (resources.*list).memory = (wanted.*list).memory;
  }
}

bool differ(const ResourceRequirements& is, const ResourceRequirements& wanted) {
  return is.requests.cpu != wanted.requests.cpu || is.requests.memory != wanted.requests.memory ||
         is.limits.cpu != wanted.limits.cpu || is.limits.memory != wanted.limits.memory;
}

bool removes(const ResourceList& is, const ResourceList& wanted) {
  return (is.cpu && !wanted.cpu) || (is.memory && !wanted.memory);
}

std::optional<ForbiddenChange> forbidden_removal(const ResourceRequirements& is, const ResourceRequirements& wanted,
                                                 const std::string& field, const std::string& whose) {
  if (removes(is.requests, wanted.requests)) {
    return ForbiddenChange{field + ".requests", "Forbidden: " + whose + "resource requests cannot be removed"};
  }
  if (removes(is.limits, wanted.limits)) {
    return ForbiddenChange{field + ".limits", "Forbidden: " + whose + "resource limits cannot be removed"};
  }
  return std::nullopt;
}

bool has_restart_policy(const Container& container) {
  return std::ranges::any_of(container.resize_policy, [](const config::ContainerResizePolicy& policy) {
    return policy.restart_policy == config::ResizeRestartPolicy::RestartContainer;
  });
}

std::optional<ForbiddenChange> forbidden_resize(const PodSpec& is, const PodSpec& wanted) {
  if (qos_class(is) != qos_class(wanted)) {
    return ForbiddenChange{"spec", "Invalid value: \"" + std::string(name(qos_class(wanted))) +
                                       "\": Pod QOS Class may not change as a result of resizing"};
  }
  std::optional<ForbiddenChange> found;
  if (is.resources && !wanted.resources) {
    return ForbiddenChange{"spec.resources", "Forbidden: pod-level resources cannot be removed"};
  }
  if (is.resources) found = forbidden_removal(*is.resources, *wanted.resources, "spec.resources", "pod-level ");
  each_pair(is, wanted, [&](const Container& now, const Container& then, const std::string& field) {
    if (!found) found = forbidden_removal(now.resources, then.resources, field + ".resources", "");
    const bool is_plain_init = field.starts_with("spec.initContainers") && !now.sidecar;
    if (found || !is_plain_init || !has_restart_policy(now) || !differ(now.resources, then.resources)) return;
    found = {field,
             "Forbidden: non-sidecar init containers with a resize policy of RestartContainer cannot be resized"};
  });
  return found;
}

std::optional<ForbiddenChange> forbidden_deadline(const PodSpec& is, const PodSpec& wanted) {
  const auto& now = is.active_deadline_seconds;
  const auto& then = wanted.active_deadline_seconds;
  constexpr const char* kField = "spec.activeDeadlineSeconds";
  if (!now || now == then) return std::nullopt;
  if (!then)
    return ForbiddenChange{kField, "Invalid value: null: must not update from a positive integer to nil value"};
  if (*then < *now) return std::nullopt;
  return ForbiddenChange{kField,
                         "Invalid value: " + std::to_string(*then) + ": must be less than or equal to previous value"};
}

const Container* find(const std::vector<Container>& containers, const std::string& name) {
  const auto found = std::ranges::find(containers, name, &Container::name);
  return found == containers.end() ? nullptr : &*found;
}

bool same_container(const Container& one, const Container& other) {
  PodSpec first;
  PodSpec second;
  first.containers = std::vector{one};
  second.containers = std::vector{other};
  return same_spec(first, second);
}

std::optional<ForbiddenChange> forbidden_ephemeral(const PodSpec& is, const PodSpec& wanted) {
  for (const Container& container : is.ephemeral_containers) {
    const Container* const then = find(wanted.ephemeral_containers, container.name);
    if (then != nullptr && same_container(container, *then)) continue;
    return ForbiddenChange{"spec.ephemeralContainers", "Forbidden: existing ephemeral containers \"" + container.name +
                                                           "\" may not be " +
                                                           (then == nullptr ? "removed" : "changed")};
  }
  return std::nullopt;
}

}  // namespace

bool same_spec(const PodSpec& one, const PodSpec& other) {
  return config::pod_spec_to_json(one) == config::pod_spec_to_json(other);
}

PodSpec without_changes(const PodSpec& is, PodSpec wanted, ChangeScope scope) {
  if (includes(scope, ChangeScope::Update)) take_update(wanted, is);
  if (includes(scope, ChangeScope::Resize)) take_resources(wanted, is);
  if (scope == ChangeScope::Ephemeral) wanted.ephemeral_containers = std::vector(is.ephemeral_containers);
  return wanted;
}

std::optional<ForbiddenChange> forbidden_change(const PodSpec& is, const PodSpec& wanted, ChangeScope scope) {
  if (scope == ChangeScope::Update) return forbidden_deadline(is, wanted);
  if (scope == ChangeScope::Ephemeral) return forbidden_ephemeral(is, wanted);
  return resources_differ(is, wanted) ? forbidden_resize(is, wanted) : std::nullopt;
}

bool may_follow(const PodSpec& is, const PodSpec& wanted) {
  return !forbidden_change(is, wanted, ChangeScope::Manifest) &&
         same_spec(is, without_changes(is, wanted, ChangeScope::Manifest));
}

bool resources_differ(const PodSpec& is, const PodSpec& wanted) {
  if (is.resources.has_value() != wanted.resources.has_value()) return true;
  bool different = is.resources && differ(*is.resources, *wanted.resources);
  each_pair(is, wanted, [&](const Container& now, const Container& then, const std::string&) {
    different |= differ(now.resources, then.resources);
  });
  return different;
}

void take_update(PodSpec& spec, const PodSpec& wanted) {
  spec.active_deadline_seconds = wanted.active_deadline_seconds;
  spec.tolerations = wanted.tolerations;
  each_pair(spec, wanted, [](Container& container, const Container& other, const std::string&) {
    if (container.image == other.image) return;
    container.image = other.image;
    container.image_pull_policy = other.image_pull_policy;  // Its default follows the image's tag.
  });
}

void take_ephemeral(PodSpec& spec, const PodSpec& wanted) {
  for (const Container& container : wanted.ephemeral_containers) {
    if (find(spec.ephemeral_containers, container.name) == nullptr) spec.ephemeral_containers.push_back(container);
  }
}

void take_resources(PodSpec& spec, const PodSpec& wanted) {
  if (spec.resources && wanted.resources) {
    take_cpu_and_memory(*spec.resources, *wanted.resources);
  } else {
    spec.resources = wanted.resources;
  }
  each_pair(spec, wanted, [](Container& container, const Container& other, const std::string&) {
    take_cpu_and_memory(container.resources, other.resources);
  });
}

}  // namespace peapod::runtime
