#include "firmware-agent/api/field_selector.h"

#include <algorithm>

namespace peapod::api {

std::optional<FieldSelector> FieldSelector::parse(std::string_view text) {
  FieldSelector selector;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    if (item.empty()) continue;
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::string_view field = item.substr(0, equals);
    std::string_view value = item.substr(equals + 1);
    if (!value.empty() && value.front() == '=') value.remove_prefix(1);
    const bool negated = !field.empty() && field.back() == '!';
    if (negated) field.remove_suffix(1);
    if (field.empty()) return std::nullopt;
    selector.requirements_.push_back({std::string(field), std::string(value), negated});
  }
  return selector;
}

std::string_view FieldSelector::unknown_field(const std::vector<std::string_view>& fields) const {
  for (const Requirement& requirement : requirements_) {
    if (std::find(fields.begin(), fields.end(), requirement.field) == fields.end()) return requirement.field;
  }
  return {};
}

bool FieldSelector::matches(const std::function<std::string_view(std::string_view)>& value_of) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& requirement) {
    return (value_of(requirement.field) == requirement.value) != requirement.negated;
  });
}

}  // namespace peapod::api
