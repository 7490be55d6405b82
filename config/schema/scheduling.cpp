#include <algorithm>

#include "config/names.h"
#include "config/schema/limits.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

std::string selector_operator(std::string_view text) {
  for (const std::string_view known : {"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"}) {
    if (text == known) return {};
  }
  return "not a valid selector operator: must be one of In, NotIn, Exists, DoesNotExist, Gt, Lt";
}

std::string label_operator(std::string_view text) {
  for (const std::string_view known : {"In", "NotIn", "Exists", "DoesNotExist"}) {
    if (text == known) return {};
  }
  return "not a valid selector operator: must be one of In, NotIn, Exists, DoesNotExist";
}

constexpr const char* kKeyText = "Key of the label.";
constexpr const char* kValuesText =
    "Values to compare with; none for Exists and DoesNotExist, one number for Gt and Lt.";

// matchFields know the name of the node only (core/validation ValidateNodeFieldSelectorRequirement).
std::string field_key(std::string_view text) {
  return text == "metadata.name" ? "" : "not a valid field selector key: only metadata.name is";
}

std::string field_operator(std::string_view text) {
  return text == "In" || text == "NotIn" ? "" : "not a valid selector operator: must be one of In, NotIn";
}

constexpr Row kNodeFieldRows[] = {
    {.name = "key",
     .member = member<&SelectorRequirement::key>,
     .text = "\"metadata.name\".",
     .required = true,
     .rule = field_key},
    {.name = "operator",
     .member = member<&SelectorRequirement::op>,
     .text = "In or NotIn.",
     .required = true,
     .rule = field_operator},
    {.name = "values",
     .member = member<&SelectorRequirement::values>,
     .text = "One name of a node.",
     .rule = dns_subdomain},
};

void finish_node_field(const Field& field, void* object) {
  if (static_cast<SelectorRequirement*>(object)->values.size() == 1) return;
  field.member("values").required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
}

constexpr Type kNodeField = object_type("NodeFieldSelectorRequirement", kNodeFieldRows, finish_node_field);
constexpr Type kNodeFields = list_of<SelectorRequirement>(kNodeField);

constexpr Row kNodeRequirementRows[] = {
    {.name = "key", .member = member<&SelectorRequirement::key>, .text = kKeyText, .required = true, .rule = label_key},
    {.name = "operator",
     .member = member<&SelectorRequirement::op>,
     .text = "In, NotIn, Exists, DoesNotExist, Gt or Lt.",
     .required = true,
     .rule = selector_operator},
    {.name = "values", .member = member<&SelectorRequirement::values>, .text = kValuesText, .rule = label_value},
};

constexpr Row kLabelRequirementRows[] = {
    {.name = "key", .member = member<&SelectorRequirement::key>, .text = kKeyText, .required = true, .rule = label_key},
    {.name = "operator",
     .member = member<&SelectorRequirement::op>,
     .text = "In, NotIn, Exists or DoesNotExist.",
     .required = true,
     .rule = label_operator},
    {.name = "values", .member = member<&SelectorRequirement::values>, .text = kValuesText, .rule = label_value},
};

void finish_requirement(const Field& field, void* object) {
  const SelectorRequirement& requirement = *static_cast<SelectorRequirement*>(object);
  const bool wants_values = requirement.op == "In" || requirement.op == "NotIn";
  const bool wants_none = requirement.op == "Exists" || requirement.op == "DoesNotExist";
  if (wants_values && requirement.values.empty()) {
    field.member("values").required("must be specified when `operator` is 'In' or 'NotIn'");
  }
  if (wants_none && !requirement.values.empty()) {
    field.member("values").forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  }
  if (requirement.op == "Gt" || requirement.op == "Lt") {
    if (requirement.values.size() != 1) {
      field.member("values").required("must be specified single value when `operator` is 'Lt' or 'Gt'");
    }
  }
}

constexpr Row kLabelSelectorRows[] = {
    {.name = "matchLabels",
     .member = member_as<kLabels, &LabelSelector::match_labels>,
     .text = "Labels and their values."},
    {.name = "matchExpressions",
     .member = member_as<kLabelRequirements, &LabelSelector::match_expressions>,
     .text = "Requirements on labels."},
};

constexpr Row kNodeTermRows[] = {
    {.name = "matchExpressions",
     .member = member<&NodeSelectorTerm::match_expressions>,
     .text = "Requirements on the labels of the node."},
    {.name = "matchFields",
     .member = member_as<kNodeFields, &NodeSelectorTerm::match_fields>,
     .text = "Requirements on fields of the node: metadata.name."},
};

constexpr Row kNodeSelectorRows[] = {
    {.name = "nodeSelectorTerms",
     .member = member<&NodeSelector::terms>,
     .text = "One of these must match.",
     .required = true},
};

constexpr Row kPreferredNodeRows[] = {
    {.name = "weight",
     .member = member<&PreferredNode::weight>,
     .text = "1 to 100.",
     .required = true,
     .min = 1,
     .max = kWeightMax},
    {.name = "preference", .member = member<&PreferredNode::preference>, .text = "The nodes.", .print = Print::Always},
};

constexpr Row kNodeAffinityRows[] = {
    {.name = "requiredDuringSchedulingIgnoredDuringExecution",
     .member = member<&NodeAffinity::required>,
     .text = "What this node must be, or the pod is Failed with reason NodeAffinity."},
    {.name = "preferredDuringSchedulingIgnoredDuringExecution",
     .member = member<&NodeAffinity::preferred>,
     .text = "What the node should be.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: there is one node"},
};

constexpr Row kPodTermRows[] = {
    {.name = "labelSelector", .member = member<&PodAffinityTerm::label_selector>, .text = "Labels of the other pods."},
    {.name = "namespaces",
     .member = member<&PodAffinityTerm::namespaces>,
     .text = "Namespaces of the other pods.",
     .rule = dns_label},
    {.name = "topologyKey",
     .member = member<&PodAffinityTerm::topology_key>,
     .text = "Label of nodes that says what is one place.",
     .required = true,
     .rule = label_key},
    {.name = "namespaceSelector",
     .member = member<&PodAffinityTerm::namespace_selector>,
     .text = "Labels of the namespaces of the other pods."},
    {.name = "matchLabelKeys",
     .member = member<&PodAffinityTerm::match_label_keys>,
     .text = "Keys of labels that must be the same."},
    {.name = "mismatchLabelKeys",
     .member = member<&PodAffinityTerm::mismatch_label_keys>,
     .text = "Keys of labels that must differ."},
};

constexpr Row kWeightedPodRows[] = {
    {.name = "weight",
     .member = member<&WeightedPodAffinityTerm::weight>,
     .text = "1 to 100.",
     .required = true,
     .min = 1,
     .max = kWeightMax},
    {.name = "podAffinityTerm",
     .member = member<&WeightedPodAffinityTerm::term>,
     .text = "The other pods.",
     .required = true,
     .print = Print::Always},
};

constexpr Row kPodAffinityRows[] = {
    {.name = "requiredDuringSchedulingIgnoredDuringExecution",
     .member = member<&PodAffinity::required>,
     .text = "Pods that must be in the same place, or must not."},
    {.name = "preferredDuringSchedulingIgnoredDuringExecution",
     .member = member<&PodAffinity::preferred>,
     .text = "Pods that should be in the same place, or should not."},
};

constexpr const char* kOneNode = "has no effect: all pods of one box are in the same place";

constexpr Row kAffinityRows[] = {
    {.name = "nodeAffinity", .member = member<&Affinity::node_affinity>, .text = "Nodes the pod may run on."},
    {.name = "podAffinity",
     .member = member<&Affinity::pod_affinity>,
     .text = "Pods to be near to.",
     .verdict = Verdict::NoEffect,
     .reason = kOneNode},
    {.name = "podAntiAffinity",
     .member = member<&Affinity::pod_anti_affinity>,
     .text = "Pods to be far from.",
     .verdict = Verdict::NoEffect,
     .reason = kOneNode},
};

constexpr Row kTolerationRows[] = {
    {.name = "key", .member = member<&Toleration::key>, .text = "Key of the taint.", .rule = label_key},
    {.name = "operator", .member = member<&Toleration::op>, .text = "Exists or Equal."},
    {.name = "value", .member = member<&Toleration::value>, .text = "Value of the taint.", .rule = label_value},
    {.name = "effect", .member = member<&Toleration::effect>, .text = "NoSchedule, PreferNoSchedule or NoExecute."},
    {.name = "tolerationSeconds",
     .member = member<&Toleration::toleration_seconds>,
     .text = "How long a NoExecute taint is tolerated."},
};

void check_toleration(const Field& field, void* object) {
  const Toleration& toleration = *static_cast<Toleration*>(object);
  static constexpr std::string_view kOperators[] = {"Equal", "Exists"};
  static constexpr std::string_view kEffects[] = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
  const auto among = [](std::string_view text, std::span<const std::string_view> known) {
    return text.empty() || std::ranges::find(known, text) != known.end();
  };
  if (!among(toleration.op, kOperators)) field.member("operator").not_supported(kOperators);
  if (!among(toleration.effect, kEffects)) field.member("effect").not_supported(kEffects);
  if (toleration.key.empty() && toleration.op != "Exists") {
    field.member("operator")
        .invalid("operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
  }
  if (toleration.op == "Exists" && !toleration.value.empty()) {
    field.member("value").invalid("value must be empty when `operator` is 'Exists'");
  }
  if (toleration.toleration_seconds && toleration.effect != "NoExecute") {
    field.member("effect").invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
  }
}

void check_spread(const Field& field, void* object) {
  const TopologySpreadConstraint& spread = *static_cast<TopologySpreadConstraint*>(object);
  static constexpr std::string_view kActions[] = {"DoNotSchedule", "ScheduleAnyway"};
  static constexpr std::string_view kPolicies[] = {"Honor", "Ignore"};
  const auto check = [&](const char* key, std::string_view text, std::span<const std::string_view> known) {
    if (!text.empty() && std::ranges::find(known, text) == known.end()) field.member(key).not_supported(known);
  };
  check("whenUnsatisfiable", spread.when_unsatisfiable, kActions);
  check("nodeAffinityPolicy", spread.node_affinity_policy.value_or(""), kPolicies);
  check("nodeTaintsPolicy", spread.node_taints_policy.value_or(""), kPolicies);
  if (spread.min_domains && spread.when_unsatisfiable == "ScheduleAnyway") {
    field.member("minDomains")
        .invalid("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway");
  }
}

constexpr Row kSpreadRows[] = {
    {.name = "maxSkew",
     .member = member<&TopologySpreadConstraint::max_skew>,
     .text = "How uneven it may be.",
     .required = true,
     .min = 1},
    {.name = "topologyKey",
     .member = member<&TopologySpreadConstraint::topology_key>,
     .text = "Label of nodes that says what is one place.",
     .required = true,
     .rule = label_key},
    {.name = "whenUnsatisfiable",
     .member = member<&TopologySpreadConstraint::when_unsatisfiable>,
     .text = "DoNotSchedule or ScheduleAnyway.",
     .required = true},
    {.name = "labelSelector", .member = member<&TopologySpreadConstraint::label_selector>, .text = "Pods that count."},
    {.name = "minDomains",
     .member = member<&TopologySpreadConstraint::min_domains>,
     .text = "The least number of places.",
     .min = 1},
    {.name = "nodeAffinityPolicy",
     .member = member<&TopologySpreadConstraint::node_affinity_policy>,
     .text = "Honor or Ignore."},
    {.name = "nodeTaintsPolicy",
     .member = member<&TopologySpreadConstraint::node_taints_policy>,
     .text = "Honor or Ignore."},
    {.name = "matchLabelKeys",
     .member = member<&TopologySpreadConstraint::match_label_keys>,
     .text = "Keys of labels that must be the same."},
};

}  // namespace

template <>
constinit const Type TypeOf<SelectorRequirement>::value = object_type("NodeSelectorRequirement", kNodeRequirementRows,
                                                                      finish_requirement);

constinit const Type kLabelRequirement =
    object_type("LabelSelectorRequirement", kLabelRequirementRows, finish_requirement);

constinit const Type kLabelRequirements = list_of<SelectorRequirement>(kLabelRequirement);

template <>
constinit const Type TypeOf<LabelSelector>::value = object_type("LabelSelector", kLabelSelectorRows);

template <>
constinit const Type TypeOf<NodeSelectorTerm>::value = object_type("NodeSelectorTerm", kNodeTermRows);

template <>
constinit const Type TypeOf<NodeSelector>::value = object_type("NodeSelector", kNodeSelectorRows);

template <>
constinit const Type TypeOf<PreferredNode>::value = object_type("PreferredSchedulingTerm", kPreferredNodeRows);

template <>
constinit const Type TypeOf<NodeAffinity>::value = object_type("NodeAffinity", kNodeAffinityRows);

template <>
constinit const Type TypeOf<PodAffinityTerm>::value = object_type("PodAffinityTerm", kPodTermRows);

template <>
constinit const Type TypeOf<WeightedPodAffinityTerm>::value = object_type("WeightedPodAffinityTerm", kWeightedPodRows);

template <>
constinit const Type TypeOf<PodAffinity>::value = object_type("PodAffinity", kPodAffinityRows);

template <>
constinit const Type TypeOf<Affinity>::value = object_type("Affinity", kAffinityRows);

template <>
constinit const Type TypeOf<Toleration>::value = object_type("Toleration", kTolerationRows, check_toleration);

template <>
constinit const Type TypeOf<TopologySpreadConstraint>::value = object_type("TopologySpreadConstraint", kSpreadRows,
                                                                           check_spread);

}  // namespace peapod::config::schema
