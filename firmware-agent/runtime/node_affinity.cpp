#include "firmware-agent/runtime/node_affinity.h"

#include <algorithm>

#include "config/selector.h"

namespace peapod::runtime {
namespace {

bool matches(const config::NodeSelectorTerm& term, const config::Labels& labels, const config::Labels& fields) {
  if (term.match_expressions.empty() && term.match_fields.empty()) return false;
  const auto all = [](const std::vector<config::SelectorRequirement>& requirements, const config::Labels& among) {
    return std::ranges::all_of(requirements,
                               [&](const auto& requirement) { return config::meets(requirement, among); });
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

}  // namespace peapod::runtime
