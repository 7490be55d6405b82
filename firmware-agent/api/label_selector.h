#pragma once

// A label selector: "app=web,tier!=db,env in (a,b),!canary" (k8s.io/apimachinery labels.Parse).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/pod_spec.h"

namespace peapod::api {

class LabelSelector {
 public:
  // Nothing when the text is malformed. The empty text selects everything.
  static std::optional<LabelSelector> parse(std::string_view text);

  bool matches(const config::Labels& labels) const;

 private:
  struct Requirement {
    enum class Kind : std::uint8_t { In, NotIn, Exists, Absent } kind = Kind::Exists;
    std::string key;
    std::vector<std::string> values;
  };
  static std::optional<Requirement> parse_requirement(std::string_view text);

  std::vector<Requirement> requirements_;
};

}  // namespace peapod::api
