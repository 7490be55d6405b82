#pragma once

// A field selector: "metadata.name=web,status.phase!=Running". Which fields a kind has is that kind's affair.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peapod::api {

class FieldSelector {
 public:
  // Nothing when the text is malformed. The empty text selects everything.
  static std::optional<FieldSelector> parse(std::string_view text);

  // The first field that is not in `fields`; empty when all are.
  std::string_view unknown_field(const std::vector<std::string_view>& fields) const;

  bool matches(const std::function<std::string_view(std::string_view field)>& value_of) const;

 private:
  struct Requirement {
    std::string field;
    std::string value;
    bool negated = false;
  };
  std::vector<Requirement> requirements_;
};

}  // namespace peapod::api
