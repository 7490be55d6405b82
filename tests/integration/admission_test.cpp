// Who is let in, who gives way, and that what has ended gives its room back: with a box made small by its settings.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

class AdmissionOfPods : public AgentTest {
 protected:
  void TearDown() override {
    std::filesystem::remove(settings());
    AgentTest::TearDown();
  }

  static std::string file(const std::string& name, const std::string& requests, const std::string& spec = "",
                          const std::string& command = "[sleep, \"1000000\"]") {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\nspec:\n  terminationGracePeriodSeconds: 1\n" +
           spec + "  containers:\n  - name: main\n    image: busybox\n    command: " + command +
           "\n    resources: {requests: {" + requests + "}}\n";
  }
  // Below what the test may leave.
  std::string write_given(const std::string& text) {
    std::filesystem::create_directories(agent().given());
    const std::string path = agent().given() + "/pod.yaml";
    write_text(path, text);
    return path;
  }
  CommandResult apply(const std::string& text) { return agent().peapod({"apply", "-f", write_given(text)}); }
  std::string json(const std::string& pod) { return agent().peapod({"get", "pod", pod, "-o", "json"}).out; }
  std::string settings() { return agent().root() + "/agent.yaml"; }
  void set(const std::string& text) {
    agent().stop();
    write_text(settings(), "apiVersion: peapod.dev/v1alpha1\nkind: AgentConfig\n" + text);
    restart_agent();
  }
};

TEST_F(AdmissionOfPods, WhatDoesNotFitIsFailedWithKubernetesReason) {
  ASSERT_EQ(apply(file("huge", "cpu: 1000")).exit_code, 0);
  ASSERT_TRUE(wait_phase("huge", "Failed"));
  EXPECT_NE(json("huge").find("\"OutOfcpu\""), std::string::npos) << json("huge");
  EXPECT_NE(json("huge").find("Node didn't have enough resource: cpu, requested: 1000000, used: 0, capacity: "),
            std::string::npos)
      << json("huge");
  EXPECT_NE(agent().peapod({"describe", "pod", "huge"}).out.find("OutOfcpu"), std::string::npos);

  ASSERT_EQ(apply(file("elsewhere", "",
                       "  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
                       "{nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: "
                       "NotIn, values: [linux]}]}]}}}\n"))
                .exit_code,
            0);
  ASSERT_TRUE(wait_phase("elsewhere", "Failed"));
  EXPECT_NE(json("elsewhere").find("\"NodeAffinity\""), std::string::npos);
  ASSERT_EQ(apply(file("here", "",
                       "  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
                       "{nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: "
                       "[testbox]}]}]}}}\n"))
                .exit_code,
            0);
  EXPECT_TRUE(wait_ready("here"));
}

TEST_F(AdmissionOfPods, EachObstacleHasItsReason) {
  struct Case {
    std::string name;
    std::string requests;
    std::string spec;
    std::string reason;
    std::string message;
  };
  const Case cases[] = {
      {"memory", "memory: 1Ti", "", "OutOfmemory",
       "Node didn't have enough resource: memory, requested: 1099511627776, used: 0, capacity: "},
      {"disk", "ephemeral-storage: 1Pi", "", "OutOfephemeral-storage",
       "Node didn't have enough resource: ephemeral-storage, requested: 1125899906842624, used: 0, capacity: "},
      {"named", "", "  nodeName: another\n", "NodeName", "Predicate NodeName failed"},
      {"selected", "", "  nodeSelector: {site: north}\n", "NodeAffinity", "Predicate NodeAffinity failed"},
  };
  for (const Case& each : cases) {
    ASSERT_EQ(apply(file(each.name, each.requests, each.spec)).exit_code, 0) << each.name;
    ASSERT_TRUE(wait_phase(each.name, "Failed"));
    EXPECT_EQ(agent().pod(each.name)->reason, each.reason);
    EXPECT_NE(json(each.name).find("Pod was rejected: " + each.message), std::string::npos) << json(each.name);
    EXPECT_EQ(json(each.name).find("containerStatuses"), std::string::npos) << json(each.name);
    EXPECT_NE(agent().peapod({"get", "pod", each.name}).out.find("0/1     " + each.reason), std::string::npos)
        << agent().peapod({"get", "pod", each.name}).out;
    EXPECT_TRUE(pod_processes(agent().pod(each.name)->uid).empty());
  }
}

TEST_F(AdmissionOfPods, PodsAreCountedAndTheEndedGiveTheirPlaceBack) {
  set("maxPods: 1\n");
  const std::string node = agent().peapod({"get", "nodes", "-o", "json"}).out;
  EXPECT_NE(node.find("\"pods\": \"1\""), std::string::npos) << node;
  ASSERT_EQ(apply(file("short", "", "  restartPolicy: Never\n", "[\"true\"]")).exit_code, 0);
  ASSERT_TRUE(wait_phase("short", "Succeeded"));
  ASSERT_EQ(apply(file("one", "")).exit_code, 0);
  ASSERT_TRUE(wait_ready("one")) << "the first has ended";
  ASSERT_EQ(apply(file("two", "")).exit_code, 0);
  ASSERT_TRUE(wait_phase("two", "Failed"));
  EXPECT_NE(json("two").find("Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1"),
            std::string::npos)
      << json("two");
  const CommandResult checked = agent().peapod({"check", "--against-node", write_given(file("three", ""))});
  EXPECT_NE((checked.out + checked.err).find("the pod requests 1 of pods; of the 1 for pods others leave 0"),
            std::string::npos)
      << checked.out << checked.err;
}

TEST_F(AdmissionOfPods, APortOfTheHostIsOnePods) {
  const std::string listens = "  hostNetwork: true\n";
  const auto with_port = [&](const std::string& name) {
    return file(name, "", listens) + "    ports: [{containerPort: 18099}]\n";
  };
  ASSERT_EQ(apply(with_port("first")).exit_code, 0);
  ASSERT_TRUE(wait_ready("first"));
  ASSERT_EQ(apply(with_port("second")).exit_code, 0);
  ASSERT_TRUE(wait_phase("second", "Failed"));
  EXPECT_NE(json("second").find("\"NodePorts\""), std::string::npos);
}

// A static pod is critical: an ordinary one ends within its grace, is Failed for this reason, and the static one
// begins.
TEST_F(AdmissionOfPods, AStaticPodGetsRoomFromOthers) {
  set("maxPods: 2\n");
  ASSERT_EQ(apply(file("large", "cpu: 2m")).exit_code, 0);
  ASSERT_EQ(apply(file("small", "cpu: 1m")).exit_code, 0);
  ASSERT_TRUE(wait_ready("large"));
  ASSERT_TRUE(wait_ready("small"));
  agent().add_manifest("vital.yaml", file("vital", ""));
  ASSERT_TRUE(wait_ready(static_name("vital")));
  ASSERT_TRUE(wait_phase("small", "Failed"));
  EXPECT_NE(json("small").find("\"Preempting\""), std::string::npos) << json("small");
  EXPECT_NE(json("small").find("Preempted in order to admit critical pod"), std::string::npos);
  EXPECT_NE(agent().peapod({"events", "--for", "pod/small"}).out.find("Preempting"), std::string::npos);
  EXPECT_TRUE(pod_processes(agent().pod("small")->uid).empty());
  EXPECT_EQ(agent().pod("large")->phase, "Running");
  agent().crash();
  restart_agent();
  EXPECT_EQ(agent().pod("small")->phase, "Failed") << "a new agent knows why";
  EXPECT_NE(json("small").find("\"Preempting\""), std::string::npos) << json("small");
}

// By its priority, which is no room for what is as important.
TEST_F(AdmissionOfPods, ACriticalPodGetsRoomButNotFromItsLike) {
  set("maxPods: 1\n");
  const std::string critical = "  priorityClassName: system-cluster-critical\n";
  ASSERT_EQ(apply(file("plain", "")).exit_code, 0);
  ASSERT_TRUE(wait_ready("plain"));
  ASSERT_EQ(apply(file("vital", "", critical)).exit_code, 0);
  ASSERT_TRUE(wait_ready("vital"));
  EXPECT_EQ(agent().pod("plain")->phase, "Failed");
  EXPECT_NE(json("plain").find("\"Preempting\""), std::string::npos) << json("plain");
  ASSERT_EQ(apply(file("like", "", critical)).exit_code, 0);
  ASSERT_TRUE(wait_phase("like", "Failed"));
  EXPECT_EQ(agent().pod("like")->reason, "UnexpectedAdmissionError");
  EXPECT_NE(json("like").find("no set of running pods found to reclaim resources: [(res: pods, q: 1), ]"),
            std::string::npos)
      << json("like");
  EXPECT_EQ(agent().pod("vital")->phase, "Running");
}

TEST_F(AdmissionOfPods, WhatIsReservedIsNotForPods) {
  set("systemReserved: {cpu: 500m, memory: 64Mi}\nkubeReserved: {cpu: 250m}\n");
  const std::string node = agent().peapod({"get", "nodes", "-o", "json"}).out;
  EXPECT_NE(node.find("250m\""), std::string::npos) << "allocatable CPU has a quarter: " << node;
  ASSERT_EQ(apply(file("one", "")).exit_code, 0);
  ASSERT_TRUE(wait_ready("one"));
  if (!has_controller("memory")) GTEST_SKIP() << "NOT TESTED: the memory controller is off";
  const auto groups = pod_groups(agent().pod("one")->uid, "memory");
  ASSERT_FALSE(groups.empty());
  const auto all = groups.front().parent_path().parent_path();
  const auto v1 = read_number(all / "memory.limit_in_bytes");
  const long long limit = v1 ? *v1 : read_number(all / "memory.max").value_or(0);
  EXPECT_GT(limit, 0);
  EXPECT_LT(limit, 1LL << 50) << "all pods together are limited";
}

}  // namespace
}  // namespace peapod::test
