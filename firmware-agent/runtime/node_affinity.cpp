#include "firmware-agent/runtime/node_affinity.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace peapod::runtime {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Gt and Lt compare whole numbers; what is none matches nothing.
bool compares(const config::SelectorRequirement& requirement, const std::string& value) {
  if (requirement.values.size() != 1) return false;
  const std::optional<std::int64_t> has = whole_number(value);
  const std::optional<std::int64_t> wants = whole_number(requirement.values[0]);
  if (!has || !wants) return false;
  return requirement.op == "Gt" ? *has > *wants : *has < *wants;
}

bool matches(const config::SelectorRequirement& requirement, const config::Labels& labels) {
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

bool matches(const config::NodeSelectorTerm& term, const config::Labels& labels, const config::Labels& fields) {
  if (term.match_expressions.empty() && term.match_fields.empty()) return false;
  const auto all = [](const std::vector<config::SelectorRequirement>& requirements, const config::Labels& among) {
    return std::ranges::all_of(requirements, [&](const auto& requirement) { return matches(requirement, among); });
  };
  return all(term.match_expressions, labels) && all(term.match_fields, fields);
}

}  // namespace

std::string affinity_mismatch(const config::PodSpec& spec, const std::string& node_name, const config::Labels& labels) {
  for (const auto& [key, value] : spec.node_selector) {
    const auto label = labels.find(key);
    if (label == labels.end() || label->second != value) return "the node has no label " + key + "=" + value;
  }
  const bool required = spec.affinity && spec.affinity->node_affinity && spec.affinity->node_affinity->required;
  if (!required) return {};
  const config::Labels fields = {{"metadata.name", node_name}};
  const auto& terms = spec.affinity->node_affinity->required->terms;
  const bool any = std::ranges::any_of(terms, [&](const auto& term) { return matches(term, labels, fields); });
  return any ? "" : "no term of its required node affinity matches the node";
}

bool matches_node(const config::PodSpec& spec, const std::string& node_name, const config::Labels& labels) {
  return affinity_mismatch(spec, node_name, labels).empty();
}

}  // namespace peapod::runtime
