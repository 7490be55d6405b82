#pragma once

// The fields of a Kubernetes 1.36 Pod that exist but are refused, each with its reason, so that nobody takes
// a field for accepted that has no effect. Fields that are neither here nor read are unknown.

#include <span>
#include <string_view>

namespace peapod::config {

struct Refusal {
  std::string_view field;
  std::string_view reason;
};

// `type` is the name of the struct in types.go: "PodSpec", "Container", ...; empty for a type without
// refusals.
std::span<const Refusal> refusals_of(std::string_view type);

// For a top-level kind other than Pod, PodList and List; empty for a kind nobody has heard of.
std::string_view refusal_of_kind(std::string_view kind);

}  // namespace peapod::config
