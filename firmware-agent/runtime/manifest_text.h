#pragma once

#include <string>
#include <string_view>

#include "config/pod_spec.h"

namespace peapod::runtime {

// The suffixes of records that hold a pod.
inline constexpr std::string_view kPodRecordSuffix = ".pod";

// A pod as a manifest that config::load_pods reads back to the same pod. For records.
std::string manifest_text(const config::Pod& pod);

}  // namespace peapod::runtime
