#pragma once

// A pod that has its place on the box, as others see it.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/qos.h"
#include "firmware-agent/runtime/resources.h"

namespace peapod::runtime {

using HostPort = std::pair<config::Protocol, std::int32_t>;

struct PlacedPod {
  std::string namespace_;
  std::string name;
  Resources request;
  std::vector<HostPort> host_ports;
  QosClass qos = QosClass::BestEffort;
  std::optional<std::int32_t> priority;
  bool is_static = false;
};

PlacedPod placed(const config::Pod& pod, bool is_static);

// Pods that are not given up for others: static ones, and from priority 2000000000 on (kubelet 1.36
// types/pod_update.go).
bool is_critical(const PlacedPod& pod);

// Whether `other` may be ended to make room for `pod`.
bool may_preempt(const PlacedPod& pod, const PlacedPod& other);

}  // namespace peapod::runtime
