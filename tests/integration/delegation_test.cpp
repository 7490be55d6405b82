// The agent as systemd runs it on cgroup v2: in a group that is delegated to it, which a new agent must be able to
// enter while pods live.

#include <gtest/gtest.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = "/sys/fs/cgroup";

constexpr char kManifest[] = R"(apiVersion: v1
kind: Pod
metadata:
  name: service
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: busybox
      command: ["sleep", "1000000"]
      resources:
        limits:
          cpu: 500m
)";

// Bottom-up; what still lives in them may take a moment to be gone.
bool remove_groups(const fs::path& group) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(group, error)) {
    if (entry.is_directory(error)) remove_groups(entry.path());
  }
  return rmdir(group.c_str()) == 0;
}

class Delegation : public AgentTest {
 protected:
  void SetUp() override {
    if (!fs::exists(kRoot / "cgroup.procs")) GTEST_SKIP() << "NOT TESTED: no cgroup v2 at " << kRoot;
    AgentTest::SetUp();
    fs::create_directory(service_);
    ASSERT_EQ(setxattr(service_.c_str(), "trusted.delegate", "1", 1, 0), 0);
  }

  void TearDown() override {
    if (fs::exists(service_)) {
      agent().remove_all_manifests();
      wait_gone(pod_);
      EXPECT_EQ(agent().stop(), 0);
      EXPECT_TRUE(eventually(std::chrono::seconds(5), [&] { return remove_groups(service_); }));
      restart_agent();
    }
    AgentTest::TearDown();
  }

  // As systemd does: the new process enters the group before it becomes the agent.
  void start_agent_in(const fs::path& group) {
    ASSERT_EQ(agent().stop(), 0);
    write_text(group / "cgroup.procs", std::to_string(getpid()));
    ASSERT_NE(read_text(group / "cgroup.procs"), "") << "nothing can enter " << group;
    restart_agent();
    write_text(kRoot / "cgroup.procs", std::to_string(getpid()));
  }

  // Where the pod's groups are, with its limits in force and its processes kept over the agent's next start.
  fs::path run_pod_over_restart_in(const fs::path& group) {
    start_agent_in(group);
    agent().add_manifest("service.yaml", kManifest);
    if (!wait_ready(pod_)) return {};
    const std::string uid = agent().pod(pod_)->uid;
    const std::vector<pid_t> before = pod_processes(uid);
    start_agent_in(group);
    EXPECT_EQ(pod_processes(uid), before);
    fs::path place;
    for (const fs::path& each : pod_groups(uid, "")) {
      if (read_text(each / "cpu.max") == "50000 100000\n") place = each;
    }
    EXPECT_FALSE(place.empty()) << "no group of the pod has half a CPU";
    return place;
  }

  const std::string pod_ = static_name("service");
  const fs::path service_ = kRoot / ("peapod-service-" + std::to_string(getpid()));
};

TEST_F(Delegation, PodsLiveBesideTheSubgroupOfTheAgent) {
  const fs::path agents = service_ / "agent";
  fs::create_directory(agents);
  const fs::path place = run_pod_over_restart_in(agents);
  EXPECT_EQ(place.string().rfind(service_.string() + "/kubepods", 0), 0U) << place;
}

TEST_F(Delegation, WithoutASubgroupPodsLiveBelowTheRoot) {
  const fs::path place = run_pod_over_restart_in(service_);
  EXPECT_EQ(place.string().rfind(kRoot.string() + "/kubepods", 0), 0U) << place;
}

}  // namespace
}  // namespace peapod::test
