// Kernels that lack something: the agent runs, and says what is missing and what to do.

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

constexpr char kManifest[] = R"(apiVersion: v1
kind: Pod
metadata:
  name: plain
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: busybox
      command: ["sleep", "1000000"]
      resources:
        limits:
          cpu: 500m
          memory: 16Mi
)";

class MissingFeature : public AgentTest {
 protected:
  const std::string pod_ = static_name("plain");
};

TEST_F(MissingFeature, WithoutTheMemoryControllerPodsRunAndTheRemedyIsSaid) {
  if (has_controller("memory")) GTEST_SKIP() << "NOT TESTED: this kernel has the memory controller";
  EXPECT_NE(read_text(agent().log_path()).find("add 'cgroup_enable=memory cgroup_memory=1' to the kernel command line"),
            std::string::npos);
  agent().add_manifest("plain.yaml", kManifest);
  ASSERT_TRUE(wait_ready(pod_));
  bool has_quota = false;
  for (const auto& group : pod_groups(agent().pod(pod_)->uid, "cpu")) {
    has_quota = has_quota || read_text(group / "cpu.max") == "50000 100000\n" ||
                read_number(group / "cpu.cfs_quota_us") == 50'000;
  }
  EXPECT_TRUE(has_quota) << "the limits that can be enforced are";
}

// Asked by mounting, as that loads the module where there is one. Without layers it fails in any case.
bool has_overlayfs() { return ::mount("overlay", "/", "overlay", 0, "") == 0 || errno != ENODEV; }

TEST_F(MissingFeature, WithoutOverlayfsAContainerSaysSo) {
  if (has_overlayfs()) {
    GTEST_SKIP() << "NOT TESTED: this kernel has overlayfs";
  }
  agent().add_manifest("plain.yaml", kManifest);
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
    return agent().peapod({"describe", "pod", pod_}).out.find("this kernel has no overlayfs") != std::string::npos;
  }));
}

}  // namespace
}  // namespace peapod::test
