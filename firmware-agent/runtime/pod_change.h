#pragma once

// What of a pod may become another while it runs as it does, and what that asks of it (Kubernetes 1.36
// pkg/apis/core/validation ValidatePodUpdate, ValidatePodResize). Everything else needs a new pod. Pure.

#include <optional>
#include <string>

#include "config/pod_spec.h"

namespace peapod::runtime {

enum class ChangeScope : std::uint8_t {
  Update,    // PATCH of the pod: images, activeDeadlineSeconds, tolerations.
  Resize,    // Its subresource resize: CPU and memory of containers and of spec.resources.
  Manifest,  // A manifest file, or PUT of the pod: all of these.
  Ephemeral  // Its subresource ephemeralcontainers: there are more of them.
};

bool same_spec(const config::PodSpec& one, const config::PodSpec& other);

// `wanted`, with what may change put back to what it is: equal to `is` unless something else differs.
config::PodSpec without_changes(const config::PodSpec& is, config::PodSpec wanted, ChangeScope scope);

struct ForbiddenChange {
  std::string field;  // "spec.containers[0].resources.limits"
  std::string message;
};

// Of what may change: a value that it may not change to, in the API server's words.
std::optional<ForbiddenChange> forbidden_change(const config::PodSpec& is, const config::PodSpec& wanted,
                                                ChangeScope scope);

// Whether the pod that runs can become this one.
bool may_follow(const config::PodSpec& is, const config::PodSpec& wanted);

// CPU or memory of a container or of the pod.
bool resources_differ(const config::PodSpec& is, const config::PodSpec& wanted);

// Gives `spec` what another of the same pod says of these. References to its containers stay valid.
void take_update(config::PodSpec& spec, const config::PodSpec& wanted);
void take_resources(config::PodSpec& spec, const config::PodSpec& wanted);
// Those that it does not have yet, at the end. References to its ephemeral containers do not stay valid.
void take_ephemeral(config::PodSpec& spec, const config::PodSpec& wanted);

}  // namespace peapod::runtime
