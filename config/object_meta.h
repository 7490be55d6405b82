#pragma once

// metadata of any object (apimachinery/pkg/apis/meta/v1 ObjectMeta), without what a server alone writes.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace peapod::config {

using Labels = std::map<std::string, std::string>;

struct ObjectMeta {
  std::string name;
  std::string generate_name;  // The API appends five characters; a manifest needs a name.
  std::string namespace_ = "default";
  std::string uid;  // Empty unless the manifest gives one; the agent assigns it.
  Labels labels;
  Labels annotations;
};

}  // namespace peapod::config
