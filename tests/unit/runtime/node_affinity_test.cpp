// Kubernetes 1.36 component-helpers/scheduling/corev1/nodeaffinity; pods.md rows 83 and 84.

#include "firmware-agent/runtime/node_affinity.h"

#include "tests/unit/runtime/resource_pods.h"

namespace peapod::runtime {
namespace {

const config::Labels kLabels = {{"arch", "arm64"}, {"disk", ""}, {"ram", "512"}};

bool matches(const std::string& rest) { return affinity_mismatch(pod_of("{c}", rest), "box", kLabels).empty(); }

bool requires_terms(const std::string& terms) {
  return matches("affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [" +
                 terms + "]}}}");
}

bool expression(const std::string& requirement) {
  return requires_terms("{matchExpressions: [{" + requirement + "}]}");
}

TEST(NodeAffinity, EveryOperatorOnAPresentAndAnAbsentLabel) {
  struct Row {
    const char* requirement;
    bool matches;
  };
  for (const Row& row :
       {Row{"key: arch, operator: In, values: [amd64, arm64]", true},
        Row{"key: arch, operator: In, values: [amd64]", false}, Row{"key: none, operator: In, values: [x]", false},
        Row{"key: disk, operator: In, values: [\"\"]", true}, Row{"key: arch, operator: NotIn, values: [amd64]", true},
        Row{"key: arch, operator: NotIn, values: [amd64, arm64]", false},
        Row{"key: none, operator: NotIn, values: [x]", true}, Row{"key: disk, operator: Exists", true},
        Row{"key: none, operator: Exists", false}, Row{"key: disk, operator: DoesNotExist", false},
        Row{"key: none, operator: DoesNotExist", true}, Row{"key: ram, operator: Gt, values: [\"511\"]", true},
        Row{"key: ram, operator: Gt, values: [\"512\"]", false}, Row{"key: ram, operator: Lt, values: [\"513\"]", true},
        Row{"key: ram, operator: Lt, values: [\"512\"]", false}, Row{"key: ram, operator: Gt, values: [\"9x\"]", false},
        Row{"key: arch, operator: Gt, values: [\"1\"]", false}, Row{"key: disk, operator: Lt, values: [\"1\"]", false},
        Row{"key: none, operator: Lt, values: [\"1\"]", false}}) {
    EXPECT_EQ(expression(row.requirement), row.matches) << row.requirement;
  }
}

TEST(NodeAffinity, TermsAreAlternativesAndRequirementsAreNot) {
  const std::string yes = "{key: arch, operator: Exists}";
  const std::string no = "{key: none, operator: Exists}";
  EXPECT_TRUE(requires_terms("{matchExpressions: [" + no + "]}, {matchExpressions: [" + yes + "]}"));
  EXPECT_FALSE(requires_terms("{matchExpressions: [" + no + ", " + yes + "]}"));
  EXPECT_FALSE(requires_terms("{matchExpressions: [" + no + "]}, {}")) << "a term without requirements matches none";
}

TEST(NodeAffinity, TheNameOfTheNodeIsAField) {
  const auto named = [](const std::string& op, const std::string& name) {
    return requires_terms("{matchFields: [{key: metadata.name, operator: " + op + ", values: [" + name + "]}]}");
  };
  EXPECT_TRUE(named("In", "box"));
  EXPECT_FALSE(named("In", "other"));
  EXPECT_FALSE(named("NotIn", "box"));
  EXPECT_FALSE(
      requires_terms("{matchFields: [{key: metadata.name, operator: In, values: [box]}], "
                     "matchExpressions: [{key: none, operator: Exists}]}"));
}

TEST(NodeAffinity, TheSelectorMustMatchToo) {
  EXPECT_TRUE(matches("nodeSelector: {arch: arm64, disk: \"\"}"));
  EXPECT_FALSE(matches("nodeSelector: {arch: amd64}"));
  EXPECT_FALSE(matches("nodeSelector: {none: \"\"}"));
  EXPECT_TRUE(matches("affinity: {}"));
  EXPECT_TRUE(
      matches("affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, "
              "preference: {matchExpressions: [{key: none, operator: Exists}]}}]}}"))
      << "what is only preferred keeps nothing away";
  EXPECT_FALSE(
      matches("nodeSelector: {arch: amd64}, affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
              "{nodeSelectorTerms: [{matchExpressions: [{key: arch, operator: Exists}]}]}}}"));
}

}  // namespace
}  // namespace peapod::runtime
