#include "config/load.h"

#include <gtest/gtest.h>

#include "config/field.h"
#include "config/schema/limits.h"

namespace peapod::config {
namespace {

std::string pod_with(const std::string& container_fields) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - name: x\n    image: "
         "x:1\n" +
         container_fields;
}

std::string mistakes(const std::string& text) { return render(load_pods(text).diagnostics, "f"); }

TEST(Load, DefaultsOfOneContainer) {
  const Loaded loaded = load_pods(pod_with(""));
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  const Pod& pod = loaded.pods.at(0);
  EXPECT_EQ(pod.metadata.namespace_, "default");
  EXPECT_EQ(pod.spec.termination_grace_period_seconds, 30);
  EXPECT_EQ(pod.spec.containers.at(0).image_pull_policy, PullPolicy::IfNotPresent);
}

TEST(Load, PullPolicyFollowsTheTag) {
  struct Row {
    const char* image;
    PullPolicy policy;
  };
  constexpr Row kRows[] = {{"busybox", PullPolicy::Always},
                           {"busybox:latest", PullPolicy::Always},
                           {"host:5000/busybox", PullPolicy::Always},
                           {"host:5000/busybox:1", PullPolicy::IfNotPresent},
                           {"busybox:1", PullPolicy::IfNotPresent},
                           {"busybox@sha256:00", PullPolicy::IfNotPresent},
                           {"busybox:latest@sha256:00", PullPolicy::IfNotPresent}};
  for (const Row& row : kRows) {
    const Loaded loaded = load_pods(
        std::string(
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"containers":[{"name":"x","image":")") +
        row.image + R"("}]}})");
    ASSERT_EQ(loaded.pods.size(), 1U) << row.image;
    EXPECT_EQ(loaded.pods[0].spec.containers[0].image_pull_policy, row.policy) << row.image;
  }
}

TEST(Load, ScalarsAreReadAsKubernetesResolvesThem) {
  for (const char* text :
       {"1", "-1", "1.5", "1e3", ".5", "0x1F", "0o17", "1_000", "true", "Yes", "OFF", "y", "N", ".inf", "-.INF"}) {
    EXPECT_NE(mistakes(pod_with(std::string("    workingDir: ") + text + "\n")), "") << text;
    EXPECT_EQ(mistakes(pod_with(std::string("    workingDir: '") + text + "'\n")), "") << text;
  }
  for (const char* text :
       {"1.2.3", "1s", "yEs", "yn", "0xg", "1e", "-x", "v1", "2026-01-01", "~", "null", "1:30", "._"}) {
    EXPECT_EQ(mistakes(pod_with(std::string("    workingDir: ") + text + "\n")), "") << text;
  }
  for (const char* text : {"'true'", "1", "maybe", "tRue", "[]", "{}"}) {
    EXPECT_NE(mistakes(pod_with(std::string("    tty: ") + text + "\n")), "") << text;
  }
}

TEST(Load, WholeNumbersUseTheWholeText) {
  const std::string before = "    securityContext:\n      runAsUser: ";
  for (const char* text : {"0", "1000", "2147483647", "null"})
    EXPECT_EQ(mistakes(pod_with(before + text + "\n")), "") << text;
  for (const char* text : {"10x", "1.0", "1e3", "010", "0x10", "1_000", "+5", "'5'", "-1", "2147483648", "[1]",
                           "99999999999999999999999", "-99999999999999999999999"}) {
    EXPECT_NE(mistakes(pod_with(before + text + "\n")), "") << text;
  }
}

TEST(Load, RequestsComeFromLimits) {
  const Loaded loaded =
      load_pods(pod_with("    resources:\n      limits: {cpu: 1, memory: 64Mi}\n      requests: {cpu: 250m}\n"));
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  const ResourceRequirements& resources = loaded.pods[0].spec.containers[0].resources;
  EXPECT_EQ(resources.requests.cpu->value, 250);
  EXPECT_EQ(resources.requests.memory->value, 64 << 20);
}

TEST(Load, HostPortFollowsHostNetwork) {
  const Loaded loaded = load_pods(pod_with("    ports: [{containerPort: 80}]\n  hostNetwork: true\n"));
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  EXPECT_EQ(loaded.pods[0].spec.containers[0].ports[0].host_port, 80);
}

TEST(Load, ANulByteIsRefused) {
  EXPECT_EQ(mistakes(pod_with("    args: [\"a\\0b\"]\n")),
            "f:8:12: spec.containers[0].args[0]: Invalid value: \"a\\x00b\": must not contain a NUL byte\n");
}

TEST(Load, ColumnsAreBytes) {
  EXPECT_EQ(mistakes(pod_with("    env: [{name: \"é€😀\", bad: 1}]\n")),
            "f:8:18: spec.containers[0].env[0].name: Invalid value: \"é€😀\": a valid environment variable name must "
            "consist only of printable ASCII characters other than '='\n"
            "f:8:31: spec.containers[0].env[0].bad: unknown field\n");
}

TEST(Load, LinesAreThoseOfEditors) {
  // YAML 1.1 ends a line at U+2028 and at a lone CR too; editors that jump to a line do not.
  EXPECT_EQ(mistakes("# \xE2\x80\xA8# \r\n" + pod_with("    bad: 1\n")),
            "f:9:5: spec.containers[0].bad: unknown field\n");
}

TEST(Load, LimitsAreSaid) {
  EXPECT_EQ(mistakes(std::string(kTextBytesMax + 1, '#')), "f: is larger than 1 MiB (1048577 bytes)\n");
  EXPECT_EQ(load_pods(std::string(kTextBytesMax, '#')).diagnostics.at(0).message,
            "is empty: a Pod manifest is required");

  std::string many = "    args:\n";
  for (std::size_t i = 0; i <= schema::kItemsMax; ++i) many += "    - x\n";
  EXPECT_EQ(mistakes(pod_with(many)),
            "f:8:5: spec.containers[0].args: Invalid value: a list: must have at most 1024 items\n");

  std::string unknown;
  for (int i = 0; i < 300; ++i) unknown += "    wrong" + std::to_string(i) + ": 1\n";
  const Loaded loaded = load_pods(pod_with(unknown));
  ASSERT_EQ(loaded.diagnostics.size(), kDiagnosticsMax + 1);
  EXPECT_EQ(loaded.diagnostics.back().message, "has 100 mistakes or more");

  std::string wide = "[";
  for (std::size_t i = 0; i <= kNodesMax; ++i) wide += "1,";
  EXPECT_NE(mistakes(wide + "]").find("has more than 100000 values"), std::string::npos);
}

TEST(Load, AFileThatCannotBeReadIsAMistakeToo) {
  const Loaded loaded = load_pods_file("/does/not/exist.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "exist.yaml"), "exist.yaml: cannot be read: No such file or directory\n");
  EXPECT_EQ(render(load_pods_file("/").diagnostics, "/"), "/: cannot be read: Is a directory\n");
}

}  // namespace
}  // namespace peapod::config
