#pragma once

#include <string_view>

namespace peapod::runtime {

// An event to be recorded. The texts are borrowed.
struct EventInput {
  std::string_view pod_name;
  std::string_view namespace_;
  std::string_view pod_uid;
  std::string_view field_path;  // "spec.containers{web}", "spec.initContainers{page}" or empty.
  std::string_view type;        // Static text: "Normal" or "Warning".
  std::string_view reason;
  std::string_view message;
};

}  // namespace peapod::runtime
