// peapod.dev/boot-critical: when a boot is complete.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

std::string critical(const std::string& name, const std::string& within, const std::string& ready) {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name + "\n  annotations: {peapod.dev/boot-critical: '" +
         within +
         "'}\nspec:\n  terminationGracePeriodSeconds: 0\n  containers:\n    - name: main\n      image: busybox\n"
         "      command: [sleep, '1000000']\n"
         "      readinessProbe: {periodSeconds: 1, exec: {command: [sh, -c, '" +
         ready + "']}}\n";
}

class BootComplete : public AgentTest {
 protected:
  std::string marker() { return agent().root() + "/run/boot-complete"; }
  bool is_complete() { return std::filesystem::exists(marker()); }
  bool told(const std::string& text) {
    return eventually(std::chrono::seconds(20),
                      [&] { return agent().peapod({"events"}).out.find(text) != std::string::npos; });
  }
};

// The agent of the fixture had no manifest when it began.
TEST_F(BootComplete, WithoutCriticalPodsAtOnce) {
  ASSERT_TRUE(is_complete());
  EXPECT_EQ(read_text(marker()), read_text("/proc/sys/kernel/random/boot_id"));
}

// As after a boot: what an earlier one marked is void.
TEST_F(BootComplete, WhenEveryCriticalPodHasBeenReady) {
  EXPECT_EQ(agent().stop(), 0);
  write_text(marker(), "of another boot\n");
  agent().add_manifest("quick.yaml", critical("quick", "5m", "true"));
  agent().add_manifest("slow.yaml", critical("slow", "5m", "test -e /tmp/up"));
  restart_agent();
  ASSERT_TRUE(wait_ready(static_name("quick")));
  EXPECT_FALSE(is_complete());
  agent().crash();
  restart_agent();
  EXPECT_FALSE(is_complete());
  ASSERT_EQ(agent().peapod({"exec", static_name("slow"), "--", "touch", "/tmp/up"}).exit_code, 0);
  ASSERT_TRUE(wait_ready(static_name("slow")));
  ASSERT_TRUE(eventually(std::chrono::seconds(5), [&] { return is_complete(); }));
  EXPECT_NE(read_text(agent().log_path()).find("the boot is complete: 2 boot-critical pods"), std::string::npos);
}

TEST_F(BootComplete, LatePodIsToldAndForgottenWhenItGoes) {
  EXPECT_EQ(agent().stop(), 0);
  std::filesystem::remove(marker());
  agent().add_manifest("late.yaml", critical("late", "1500ms", "false"));
  restart_agent();
  ASSERT_TRUE(told("is boot-critical and was not Ready within 1.5s"));
  EXPECT_FALSE(is_complete());
  agent().remove_manifest("late.yaml");
  ASSERT_TRUE(wait_gone(static_name("late")));
  EXPECT_TRUE(eventually(std::chrono::seconds(5), [&] { return is_complete(); }));
}

}  // namespace
}  // namespace peapod::test
