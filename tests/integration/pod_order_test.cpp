// Start order between pods: peapod.dev/after.

#include <gtest/gtest.h>

#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/eventually.h"

namespace peapod::test {
namespace {

std::string manifest(const std::string& name, const std::string& after, const std::string& script,
                     const std::string& policy = "Always", const std::string& ready = "") {
  std::string text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name + "\n";
  if (!after.empty()) text += "  annotations: {peapod.dev/after: '" + after + "'}\n";
  text += "spec:\n  restartPolicy: " + policy + "\n  terminationGracePeriodSeconds: 0\n  containers:\n" +
          "    - name: main\n      image: busybox\n      command: [sh, -c, '" + script + "']\n";
  if (!ready.empty()) text += "      readinessProbe: {periodSeconds: 1, exec: {command: [sh, -c, '" + ready + "']}}\n";
  return text;
}

class PodOrder : public AgentTest {
 protected:
  std::string why_it_waits(const std::string& pod) const {
    return agent_of_test().peapod({"get", "pod", pod, "-o", "json"}).out;
  }
  bool waits_because(const std::string& pod, const std::string& message) {
    return eventually(std::chrono::seconds(20),
                      [&] { return why_it_waits(pod).find("\"" + message + "\"") != std::string::npos; });
  }
  std::string events() const { return agent_of_test().peapod({"events"}).out; }

 private:
  const Agent& agent_of_test() const { return const_cast<PodOrder*>(this)->agent(); }
};

TEST_F(PodOrder, BeginsWhenAllOfItHolds) {
  const std::string web = static_name("web");
  const std::string db = static_name("db");
  agent().add_manifest("web.yaml", manifest("web", "db Ready, migrate Succeeded", "sleep 1000000"));
  ASSERT_TRUE(waits_because(web,
                            "waits for pod default/db to be Ready (there is no such pod) and pod default/migrate to "
                            "have Succeeded (there is no such pod)"));
  EXPECT_EQ(agent().pod(web)->phase, "Pending");
  EXPECT_NE(why_it_waits(web).find("\"WaitingForPods\""), std::string::npos);
  EXPECT_NE(agent().peapod({"get", "pods"}).out.find("WaitingForPods"), std::string::npos);

  agent().add_manifest("db.yaml", manifest("db", "", "sleep 1000000", "Always", "test -e /tmp/up"));
  agent().add_manifest("migrate.yaml", manifest("migrate", "", "exit 0", "Never"));
  ASSERT_TRUE(wait_phase(static_name("migrate"), "Succeeded"));
  ASSERT_TRUE(waits_because(web, "waits for pod default/db to be Ready"));
  EXPECT_TRUE(pod_processes(agent().pod(web)->uid).empty()) << "something of it has begun";

  // A new agent holds it as well.
  agent().crash();
  restart_agent();
  ASSERT_TRUE(waits_because(web, "waits for pod default/db to be Ready"));

  ASSERT_EQ(agent().peapod({"exec", db, "--", "touch", "/tmp/up"}).exit_code, 0);
  ASSERT_TRUE(wait_ready(web));

  // What has begun is not held again, by the same agent or the next.
  ASSERT_EQ(agent().peapod({"exec", db, "--", "rm", "/tmp/up"}).exit_code, 0);
  ASSERT_TRUE(wait_for(db, "not Ready", [](const PodView& view) { return !view.ready; }));
  agent().crash();
  restart_agent();
  EXPECT_TRUE(agent().pod(web)->ready);
  EXPECT_EQ(agent().pod(web)->container("main").restarts, 0);
}

TEST_F(PodOrder, CycleIsToldAndAnEditEndsIt) {
  const std::string a = static_name("a");
  const std::string b = static_name("b");
  agent().add_manifest("a.yaml", manifest("a", "b Ready", "sleep 1000000"));
  agent().add_manifest("b.yaml", manifest("b", "a Ready", "sleep 1000000"));
  ASSERT_TRUE(waits_because(
      a, "waits for pod default/b to be Ready; the pods wait for each other: default/a -> default/b -> default/a"));
  ASSERT_TRUE(waits_because(
      b, "waits for pod default/a to be Ready; the pods wait for each other: default/b -> default/a -> default/b"));
  EXPECT_NE(events().find("WaitingForEachOther"), std::string::npos) << events();

  agent().add_manifest("b.yaml", manifest("b", "", "sleep 1000000"));
  ASSERT_TRUE(wait_ready(b));
  ASSERT_TRUE(wait_ready(a));
}

TEST_F(PodOrder, DeletedPodThatWaitsIsGoneAtOnce) {
  CommandOptions options;
  options.stdin_text = manifest("late", "never Ready", "sleep 1000000");
  ASSERT_EQ(agent().peapod({"apply", "-f", "-"}, options).exit_code, 0);
  ASSERT_TRUE(waits_because("late", "waits for pod default/never to be Ready (there is no such pod)"));
  EXPECT_NE(events().find("WaitingForPods"), std::string::npos) << events();
  const CommandResult deleted = agent().peapod({"delete", "pod", "late"});
  EXPECT_EQ(deleted.exit_code, 0) << deleted.err;
  EXPECT_FALSE(agent().pod("late"));
  agent().crash();
  restart_agent();
  EXPECT_FALSE(agent().pod("late"));
}

class StoppingAgent : public PodOrder {
 protected:
  std::vector<std::string> agent_options() const override { return {"--on-exit=stop"}; }
};

// Neither a pod that waits nor one that was refused keeps the agent from leaving.
TEST_F(StoppingAgent, DoesNotWaitForWhatHasNotBegun) {
  const std::string late = static_name("late");
  agent().add_manifest("late.yaml", manifest("late", "never Ready", "sleep 1000000"));
  agent().add_manifest("refused.yaml",
                       manifest("refused", "", "sleep 1000000") + "  nodeSelector: {there-is: no-such-label}\n");
  ASSERT_TRUE(waits_because(late, "waits for pod default/never to be Ready (there is no such pod)"));
  ASSERT_TRUE(wait_phase(static_name("refused"), "Failed"));
  EXPECT_EQ(agent().stop(std::chrono::seconds(20)), 0);
  restart_agent();
}

}  // namespace
}  // namespace peapod::test
