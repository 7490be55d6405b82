#include "config/explain.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "config/kinds.h"
#include "schema_walk.h"

namespace peapod::config::schema {
namespace {

TEST(Explain, ShowsAFieldAndItsMembers) {
  const Explanation probe = explain("pod.spec.containers.livenessProbe", false);
  EXPECT_EQ(probe.problem, "");
  EXPECT_TRUE(
      probe.text.starts_with("KIND:     Pod\nVERSION:  v1\n\n"
                             "FIELD:    livenessProbe <Probe>\nVERDICT:  runs\n\n"
                             "DESCRIPTION:\n    The container is started anew when this fails.\n\n"
                             "FIELDS:\n  exec  <ExecAction>\n    Runs a program in the container.\n"))
      << probe.text;
  EXPECT_NE(probe.text.find("  periodSeconds  <integer>  default 10, at least 1\n"
                            "    Seconds from one probe to the next.\n"),
            std::string::npos);
}

TEST(Explain, ShowsValuesOfALeaf) {
  EXPECT_EQ(explain("pod.spec.containers.ports.containerPort", false).text,
            "KIND:     Pod\nVERSION:  v1\n\n"
            "FIELD:    containerPort <integer>\nVALUE:    required, 1 to 65535\nVERDICT:  runs\n\n"
            "DESCRIPTION:\n    Port the container listens on; says so only, opens nothing.\n");
  EXPECT_EQ(explain("pod.spec.os.name", false).text,
            "KIND:     Pod\nVERSION:  v1\n\n"
            "FIELD:    name <string>\nVALUE:    required\n"
            "VERDICT:  refused unless \"linux\": this box runs Linux\n\n"
            "DESCRIPTION:\n    Operating system the pod is made for.\n");
}

TEST(Explain, SaysWhenAFieldAboveIsRefused) {
  const Explanation driver = explain("pod.spec.volumes.csi.driver", false);
  EXPECT_NE(driver.text.find("VERDICT:  pod.spec.volumes.csi is refused: it needs a cluster\n"), std::string::npos)
      << driver.text;
}

TEST(Explain, TakesPathsOfDiagnostics) {
  EXPECT_EQ(explain("spec.containers[0].env[2].valueFrom", false).text,
            explain("pod.spec.containers.env.valueFrom", false).text);
  EXPECT_EQ(explain("Pod", false).text, explain("po", false).text);
  EXPECT_EQ(explain("deployments", false).text, explain("deploy", false).text);
  EXPECT_TRUE(explain("deploy.spec", false).text.starts_with("KIND:     Deployment\nVERSION:  apps/v1\n"));
}

TEST(Explain, HelpsWithUnknownPaths) {
  EXPECT_EQ(explain("pod.spec.contaners", false).problem,
            "pod.spec has no field \"contaners\", did you mean \"containers\"?");
  EXPECT_EQ(explain("pod.spec.hostNetwork.x", false).problem, "pod.spec.hostNetwork has no field \"x\"");
  EXPECT_EQ(explain("pods.spec..x", false).problem, "pod.spec has no field \"\"");
  EXPECT_EQ(explain("pad", false).problem, "there is nothing to explain about kind \"pad\", did you mean \"pod\"?");
  EXPECT_EQ(explain("", false).problem, "there is nothing to explain about kind \"\"");
}

TEST(Explain, ListsAllFieldsOfAllTypes) {
  const std::string tree = explain("pod", true).text;
  EXPECT_NE(tree.find("\n      livenessProbe  <Probe>\n        exec  <ExecAction>\n"), std::string::npos);
  EXPECT_GT(std::ranges::count(tree, '\n'), 600);
}

TEST(Explain, KnowsEveryObjectByItsPath) {
  std::size_t paths = 0;
  const auto visit = [&](auto& self, const Type& type, const std::string& path, std::size_t depth) -> void {
    ASSERT_LT(depth, 14U) << path << " is inside itself";
    for (const Row& row : type.rows) {
      const std::string below = path + "." + row.name;
      EXPECT_EQ(explain(below, false).problem, "");
      ++paths;
      const Type* inner = row.member.type;
      if (inner != nullptr && inner->shape == Type::Shape::List) inner = inner->element;
      if (inner != nullptr) self(self, *inner, below, depth + 1);
    }
  };
  for (const Kind& kind : all_kinds()) visit(visit, kind.type, std::string(kind.name), 0);
  visit(visit, kEvent, "event", 0);
  EXPECT_GT(paths, 2000U);
}

}  // namespace
}  // namespace peapod::config::schema
