#include "config/selector.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace peapod::config {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool compares(const SelectorRequirement& requirement, const std::string& value) {
  if (requirement.values.size() != 1) return false;
  const std::optional<std::int64_t> has = whole_number(value);
  const std::optional<std::int64_t> wants = whole_number(requirement.values[0]);
  if (!has || !wants) return false;
  return requirement.op == "Gt" ? *has > *wants : *has < *wants;
}

}  // namespace

bool meets(const SelectorRequirement& requirement, const Labels& labels) {
  const auto label = labels.find(requirement.key);
  const bool present = label != labels.end();
  const auto is_among = [&] {
    return std::ranges::find(requirement.values, label->second) != requirement.values.end();
  };
  if (requirement.op == "In") return present && is_among();
  if (requirement.op == "NotIn") return !present || !is_among();
  if (requirement.op == "Exists") return present;
  if (requirement.op == "DoesNotExist") return !present;
  return present && compares(requirement, label->second);
}

bool selects(const LabelSelector& selector, const Labels& labels) {
  return std::ranges::all_of(selector.match_labels,
                             [&](const auto& wanted) {
                               const auto found = labels.find(wanted.first);
                               return found != labels.end() && found->second == wanted.second;
                             }) &&
         std::ranges::all_of(selector.match_expressions,
                             [&](const SelectorRequirement& requirement) { return meets(requirement, labels); });
}

}  // namespace peapod::config
