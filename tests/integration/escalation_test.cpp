// peapod.dev/escalation and the reboot that a late boot-critical pod asks for. The command that reboots writes a
// file.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

std::string failing(const std::string& name, const std::string& annotation) {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name + "\n  annotations: {" + annotation +
         "}\nspec:\n  terminationGracePeriodSeconds: 1\n  initContainers:\n"
         "    - {name: init, image: busybox, command: [sh, -c, 'echo init']}\n"
         "  containers:\n"
         "    - {name: stays, image: busybox, command: [sh, -c, 'echo up; exec sleep 1000000']}\n"
         "    - {name: fails, image: busybox, command: [sh, -c, 'sleep 0.2; exit 3']}\n";
}

// Waits for ever before its containers.
std::string never_ready(const std::string& name, const std::string& annotation) {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name + "\n  annotations: {" + annotation +
         "}\nspec:\n  terminationGracePeriodSeconds: 1\n  initContainers:\n"
         "    - {name: init, image: busybox, command: [sleep, '1000000']}\n"
         "  containers:\n    - {name: main, image: busybox, command: [sleep, '1000000']}\n";
}

class Escalation : public AgentTest {
 protected:
  void TearDown() override {
    std::filesystem::remove(agent().root() + "/agent.yaml");
    std::filesystem::remove(agent().root() + "/lib/reboots.record");
    AgentTest::TearDown();
  }
  void begin_anew(const std::string& settings) {
    EXPECT_EQ(agent().stop(), 0);
    write_text(agent().root() + "/agent.yaml", "apiVersion: peapod.dev/v1alpha1\nkind: AgentConfig\n" + settings);
    restart_agent();
  }
  std::string allowed() { return "reboot: {allow: true, command: [/bin/sh, -c, 'date >> " + rebooted() + "']}\n"; }
  std::string rebooted() { return agent().given() + "/rebooted"; }
  bool has_rebooted() { return std::filesystem::exists(rebooted()); }
  bool told(const std::string& text, std::chrono::seconds deadline = std::chrono::seconds(30)) {
    return eventually(deadline, [&] { return agent().peapod({"events"}).out.find(text) != std::string::npos; });
  }
};

TEST_F(Escalation, RestartsTheWholePod) {
  const std::string pod = static_name("weak");
  agent().add_manifest("weak.yaml", failing("weak", "peapod.dev/escalation: 'pod 2'"));
  ASSERT_TRUE(told("Restarting the whole pod after 2 failures of its containers"));
  ASSERT_TRUE(wait_for(pod, "begun anew", [](const PodView& view) {
    return view.container("init").restarts == 1 && view.container("stays").restarts == 1 &&
           view.container("stays").state.kind == "running";
  }));
  const PodView view = *agent().pod(pod);
  EXPECT_EQ(view.container("stays").last_state.reason, "RestartingAllContainers");
  EXPECT_NE(agent().peapod({"events"}).out.find("SandboxChanged"), std::string::npos);
}

TEST_F(Escalation, RebootIsRefusedUnlessAllowed) {
  agent().add_manifest("weak.yaml", failing("weak", "peapod.dev/escalation: 'reboot 1'"));
  ASSERT_TRUE(told("RebootRefused"));
  ASSERT_TRUE(told("the agent's settings do not allow it (reboot.allow)"));
  EXPECT_EQ(agent().pod(static_name("weak"))->container("stays").state.kind, "running") << "nothing was stopped";
}

TEST_F(Escalation, RebootsWhenRestartsDidNotHelpButNotForEver) {
  begin_anew(allowed());
  agent().add_manifest("weak.yaml", failing("weak", "peapod.dev/escalation: 'pod 1, reboot 1'"));
  ASSERT_TRUE(wait_for(static_name("weak"), "there", [](const PodView&) { return true; }));
  const std::string uid = agent().pod(static_name("weak"))->uid;
  for (int reboot = 1; reboot <= 3; ++reboot) {
    ASSERT_TRUE(eventually(std::chrono::seconds(60), [&] { return has_rebooted(); })) << reboot;
    EXPECT_TRUE(pod_processes(uid).empty()) << "pods are stopped before";
    std::filesystem::remove(rebooted());
    agent().crash();  // As the box goes down.
    restart_agent();
  }
  ASSERT_TRUE(told("3 reboots without 30m of health between them were enough", std::chrono::seconds(60)));
  EXPECT_FALSE(has_rebooted());
}

TEST_F(Escalation, CommandThatFailsEndsTheAgentForTheNextToBeginAnew) {
  begin_anew("reboot: {allow: true, command: [/bin/false]}\n");
  agent().add_manifest("weak.yaml", failing("weak", "peapod.dev/escalation: 'reboot 1'"));
  ASSERT_TRUE(eventually(std::chrono::seconds(30), [&] {
    return read_text(agent().log_path()).find("the box was not rebooted: the command failed") != std::string::npos;
  }));
  agent().crash();
  agent().remove_manifest("weak.yaml");
  agent().add_manifest("strong.yaml", failing("strong", "a: b"));
  restart_agent();
  ASSERT_TRUE(wait_for(static_name("strong"), "running",
                       [](const PodView& view) { return view.container("stays").state.kind == "running"; }));
}

TEST_F(Escalation, LateBootCriticalPodReboots) {
  begin_anew(allowed());
  EXPECT_EQ(agent().stop(), 0);
  std::filesystem::remove(agent().root() + "/run/boot-complete");
  agent().add_manifest("late.yaml", never_ready("late", "peapod.dev/boot-critical: 1s"));
  restart_agent();
  EXPECT_TRUE(eventually(std::chrono::seconds(30), [&] { return has_rebooted(); }));
  EXPECT_FALSE(std::filesystem::exists(agent().root() + "/run/boot-complete"));
  agent().crash();
  agent().remove_all_manifests();
  restart_agent();
}

}  // namespace
}  // namespace peapod::test
