// Manifests of several documents, and of other kinds than Pod.

#include <gtest/gtest.h>

#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

const std::string kSpec =
    "{terminationGracePeriodSeconds: 0, containers: [{name: main, image: busybox, command: [sleep, '1000']}]}";
const std::string kSettings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n";

std::string pod(const std::string& name) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\nspec: " + kSpec + "\n";
}

std::string deployment(const std::string& name) {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name +
         "}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n"
         "    spec: " +
         kSpec + "\n";
}

class SeveralObjects : public AgentTest {};

TEST_F(SeveralObjects, EachDocumentOfAFileKeepsItsOwnPod) {
  const std::string one = static_name("one");
  const std::string two = static_name("two");
  agent().add_manifest("all.yaml", kSettings + "---\n" + pod("one") + "---\n" + deployment("two"));
  ASSERT_TRUE(wait_phase(one, "Running"));
  ASSERT_TRUE(wait_phase(two, "Running"));
  const std::string uid = agent().pod(two)->uid;
  EXPECT_NE(read_text(agent().log_path()).find("all.yaml:15:3: note: spec.replicas: has no effect"), std::string::npos)
      << read_text(agent().log_path());

  agent().add_manifest("all.yaml", kSettings + "---\n" + deployment("two"));
  ASSERT_TRUE(wait_gone(one));
  EXPECT_EQ(agent().pod(two)->uid, uid) << "what stays in the file is not replaced";
}

TEST_F(SeveralObjects, ApplyTakesAllOfThemFromStandardInput) {
  CommandOptions options;
  options.stdin_text = kSettings + "---\n" + pod("one") + "---\n" + deployment("two");
  const CommandResult applied = agent().peapod({"apply", "-f", "-"}, options);
  EXPECT_EQ(applied.exit_code, 0) << applied.err;
  EXPECT_EQ(applied.out, "pod/one created\npod/two created\n");
  EXPECT_NE(applied.err.find("kind: has no effect yet"), std::string::npos) << applied.err;
  ASSERT_TRUE(wait_phase("one", "Running"));
  ASSERT_TRUE(wait_phase("two", "Running"));
}

}  // namespace
}  // namespace peapod::test
