#pragma once

// Annotations of our own, for what Kubernetes has no field: pods of one box that belong together. They are read with
// the metadata, so a mistake in one is a mistake of the manifest; what is on a pod has been checked.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/object_meta.h"

namespace peapod::config {

inline constexpr std::string_view kOwnAnnotationPrefix = "peapod.dev/";
inline constexpr std::size_t kAwaitedPodsMax = 64;

enum class AwaitedState : std::uint8_t { Ready, Succeeded };

struct AwaitedPod {
  std::string namespace_;  // Empty: that of the pod which waits.
  std::string name;        // As in the manifest: of a static pod without the node's name.
  AwaitedState state = AwaitedState::Ready;
};

// peapod.dev/after: "db Ready, batch/migrate Succeeded": the pod does not begin before all of it holds at one moment.
// Empty when there is no such annotation.
std::vector<AwaitedPod> awaited_pods(const Labels& annotations);

// peapod.dev/boot-critical: "300s": the boot is complete when the pod has been Ready, which may take so long.
std::optional<std::int64_t> boot_critical_ms(const Labels& annotations);

// peapod.dev/escalation: "pod 5, reboot 3": after so many failures of containers the whole pod is restarted, after so
// many restarts of the pod the box is rebooted. Either may be left out.
struct EscalationCounts {
  std::int32_t pod = 0;  // 0: left out.
  std::int32_t reboot = 0;
};
inline constexpr std::int32_t kEscalationCountMax = 1000;
std::optional<EscalationCounts> escalation_counts(const Labels& annotations);

std::span<const std::string_view> own_annotations();  // Their keys.

// What is wrong with the value of one of them; empty when it is fine.
std::string own_annotation_problem(std::string_view key, std::string_view value);

}  // namespace peapod::config
