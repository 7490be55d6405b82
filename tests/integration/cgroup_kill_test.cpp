// Groups that cgroup.kill was written to, by an operator or by systemd. The kernel kills whatever is later cloned into
// such a group by CLONE_INTO_CGROUP, and every child that a process in one clones into another (seen on 6.1 and 6.18).

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = "/sys/fs/cgroup";

constexpr char kManifest[] = R"(apiVersion: v1
kind: Pod
metadata:
  name: killed
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: busybox
      command: ["sleep", "1000000"]
)";

class KilledCgroup : public AgentTest {
 protected:
  void SetUp() override {
    if (!fs::exists(kRoot / "cgroup.procs")) GTEST_SKIP() << "NOT TESTED: no cgroup v2 at " << kRoot;
    AgentTest::SetUp();
  }

  // The group of the pod, or of its container.
  fs::path group_of(const std::string& uid, const std::string& container) {
    for (const fs::path& group : pod_groups(uid, "")) {
      if (container.empty() || group.filename().string().rfind(container + ".", 0) == 0) return group;
    }
    ADD_FAILURE() << "no group of " << container << " in pod " << uid;
    return {};
  }

  void expect_ready_after_kill_of(const std::string& container, int restarts) {
    const fs::path group = group_of(agent().pod(pod_)->uid, container);
    ASSERT_TRUE(fs::exists(group / "cgroup.kill")) << "Linux 5.14 has it";
    write_text(group / "cgroup.kill", "1");
    ASSERT_TRUE(wait_for(pod_, "Ready again", [&](const PodView& view) {
      return view.ready && view.container("main").restarts == restarts;
    }));
    EXPECT_EQ(agent().peapod({"exec", pod_, "--", "true"}).exit_code, 0);
  }

  const std::string pod_ = static_name("killed");
};

TEST_F(KilledCgroup, ContainerAndPodComeBack) {
  agent().add_manifest("killed.yaml", kManifest);
  ASSERT_TRUE(wait_ready(pod_));
  expect_ready_after_kill_of("main", 1);
  expect_ready_after_kill_of("", 2);
}

TEST_F(KilledCgroup, AgentInOneStartsPodsAllTheSame) {
  ASSERT_EQ(agent().stop(), 0);
  const fs::path group = kRoot / ("peapod-killed-" + std::to_string(getpid()));
  fs::create_directory(group);
  write_text(group / "cgroup.kill", "1");
  write_text(group / "cgroup.procs", "0");
  restart_agent();
  write_text(kRoot / "cgroup.procs", "0");
  agent().add_manifest("killed.yaml", kManifest);
  EXPECT_TRUE(wait_ready(pod_));
  EXPECT_EQ(agent().pod(pod_)->container("main").restarts, 0);
  EXPECT_EQ(agent().peapod({"exec", pod_, "--", "true"}).exit_code, 0);

  EXPECT_EQ(agent().stop(), 0);
  EXPECT_EQ(rmdir(group.c_str()), 0) << "something else was born in the agent's group";
  restart_agent();
  EXPECT_EQ(agent().pod(pod_)->container("main").restarts, 0);
}

}  // namespace
}  // namespace peapod::test
