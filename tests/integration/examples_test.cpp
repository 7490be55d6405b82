// Every manifest of config/examples does what its first comment says.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

class Examples : public AgentTest {};

TEST_F(Examples, AllAreNamedHere) {
  const std::set<std::string> tested = {
      "host.yaml",    "hostnetwork.yaml",   "hooks.yaml",    "job.yaml",           "limits.yaml",
      "probes.yaml",  "restart-rules.yaml", "security.yaml", "shared-limits.yaml", "shared-pid.yaml",
      "sidecar.yaml", "together.yaml",      "web.yaml"};
  for (const auto& entry : std::filesystem::directory_iterator(PEAPOD_SOURCE_DIR "/config/examples")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".yaml") continue;
    EXPECT_EQ(tested.count(name), 1U) << name << " has no test";
    const CommandResult checked = agent().peapod({"check", entry.path().string()});
    EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  }
}

TEST_F(Examples, Web) {
  const std::string pod = static_name("web");
  add_example("web.yaml");
  ASSERT_TRUE(wait_ready(pod));
  const PodView view = *agent().pod(pod);
  EXPECT_EQ(view.container("prepare").state.reason, "Completed");
  EXPECT_EQ(view.container("access-log").state.kind, "running");

  const UniqueFd net_ns = pod_net_ns(view.uid);
  ASSERT_TRUE(net_ns);
  EXPECT_EQ(fetch("http://127.0.0.1:80/", net_ns.get()), "<h1>Hello from " + pod + "</h1>\n");
  EXPECT_EQ(fetch("http://127.0.0.1:80/"), std::nullopt) << "the server shows outside its pod";
  wait_log(pod, "access-log", "url:/");

  bool limited = !has_controller("memory");
  for (const auto& group : pod_groups(view.uid, "memory")) {
    limited = limited || read_number(group / "memory.limit_in_bytes") == 32 << 20 ||
              read_number(group / "memory.max") == 32 << 20;
  }
  EXPECT_TRUE(limited) << "no group of the pod has a memory limit of 32Mi";

  agent().remove_manifest("web.yaml");
  wait_gone(pod);
}

TEST_F(Examples, JobSucceedsAtTheThirdRun) {
  const std::string pod = static_name("job");
  add_example("job.yaml");
  ASSERT_TRUE(wait_phase(pod, "Succeeded", std::chrono::seconds(60)));
  const ContainerView work = agent().pod(pod)->container("work");
  EXPECT_EQ(work.restarts, 2);
  EXPECT_EQ(work.state.exit_code, 0);
  EXPECT_EQ(agent().logs(pod, "work"), "run 3 of 3\n");
  EXPECT_EQ(agent().peapod({"logs", pod, "--previous"}).out, "run 2 of 3\n");
}

TEST_F(Examples, RestartRulesBeginThePodAnew) {
  const std::string pod = static_name("restart-rules");
  add_example("restart-rules.yaml");
  ASSERT_TRUE(wait_phase(pod, "Succeeded", std::chrono::seconds(60)));
  const PodView view = *agent().pod(pod);
  for (const char* name : {"lease", "take", "worker"}) EXPECT_EQ(view.container(name).restarts, 2) << name;
  EXPECT_EQ(view.container("worker").last_state.exit_code, 42);
  EXPECT_EQ(agent().logs(pod, "worker"), "item 3 of 3\n");
}

TEST_F(Examples, WebBeginsAfterTheMigration) {
  const std::string web = static_name("web");
  add_example("together.yaml");
  ASSERT_TRUE(wait_ready(web));
  EXPECT_EQ(agent().pod(static_name("migrate"))->phase, "Succeeded");
  EXPECT_NE(agent().peapod({"events"}).out.find("waits for pod default/migrate to have Succeeded"), std::string::npos);
}

TEST_F(Examples, SidecarEndsAfterTheMainContainer) {
  const std::string pod = static_name("sidecar");
  add_example("sidecar.yaml");
  ASSERT_TRUE(wait_phase(pod, "Succeeded"));
  EXPECT_EQ(agent().logs(pod, "shipper"), "line 1\nline 2\nline 3\n");
  EXPECT_EQ(agent().pod(pod)->container("shipper").state.kind, "terminated");
}

TEST_F(Examples, ProbesDecideReadinessAndRestart) {
  const std::string pod = static_name("probes");
  add_example("probes.yaml");
  ASSERT_TRUE(wait_ready(pod));
  EXPECT_EQ(agent().peapod({"exec", pod, "--", "rm", "/tmp/ready"}).exit_code, 0);
  ASSERT_TRUE(wait_for(pod, "not Ready", [](const PodView& view) { return !view.ready && view.phase == "Running"; }));
  EXPECT_EQ(agent().pod(pod)->container("server").restarts, 0);
  EXPECT_EQ(agent().peapod({"exec", pod, "--", "rm", "/tmp/alive"}).exit_code, 0);
  ASSERT_TRUE(wait_for(pod, "restarted", [](const PodView& view) { return view.container("server").restarts == 1; }));
  ASSERT_TRUE(wait_ready(pod));
  EXPECT_NE(agent().peapod({"describe", "pod", pod}).out.find("Liveness probe failed"), std::string::npos);
}

TEST_F(Examples, HostRunsTheBoxItself) {
  const std::string pod = static_name("host");
  add_example("host.yaml");
  ASSERT_TRUE(wait_ready(pod));
  ASSERT_TRUE(wait_log(pod, "shell", "/usr is read-only"));
  EXPECT_NE(agent().logs(pod, "shell").find("/tmp is my own"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists("/tmp/mine"));
}

TEST_F(Examples, HostNetworkListensOnTheBox) {
  add_example("hostnetwork.yaml");
  ASSERT_TRUE(wait_ready(static_name("hostnetwork")));
  EXPECT_EQ(fetch("http://127.0.0.1:8088/"), "from the host\n");
}

TEST_F(Examples, LimitsHold) {
  const std::string pod = static_name("limits");
  add_example("limits.yaml");
  if (!has_controller("memory")) GTEST_SKIP() << "NOT TESTED: the memory controller is off";
  ASSERT_TRUE(wait_for(
      pod, "greedy restarted after OOMKilled",
      [](const PodView& view) {
        const ContainerView greedy = view.container("greedy");
        return greedy.restarts >= 1 && greedy.last_state.reason == "OOMKilled" && greedy.last_state.exit_code == 137;
      },
      std::chrono::seconds(60)));
  const std::string uid = agent().pod(pod)->uid;
  const bool throttled = eventually(std::chrono::seconds(30), [&] {
    for (const auto& group : pod_groups(uid, "cpu")) {
      if (read_number(group / "cpu.stat", "nr_throttled").value_or(0) > 0) return true;
    }
    return false;
  });
  EXPECT_TRUE(throttled) << "spin was never held back";
}

TEST_F(Examples, SharedLimitsAreThePods) {
  const std::string pod = static_name("shared-limits");
  add_example("shared-limits.yaml");
  if (!has_controller("memory")) GTEST_SKIP() << "NOT TESTED: the memory controller is off";
  ASSERT_TRUE(wait_ready(pod));
  const std::string uid = agent().pod(pod)->uid;
  std::map<std::string, long long> limits;
  for (const auto& group : pod_groups(uid, "memory")) {
    const auto v1 = read_number(group / "memory.limit_in_bytes");
    limits[group.filename().string()] = v1 ? *v1 : read_number(group / "memory.max").value_or(0);
  }
  EXPECT_EQ(limits["pod" + uid], 48 << 20);
  EXPECT_EQ(limits["large.1"], 48 << 20) << "the pod's, for want of its own";
  EXPECT_EQ(limits["small.2"], 8 << 20);
  EXPECT_NE(agent().peapod({"get", "pod", pod, "-o", "json"}).out.find("Burstable"), std::string::npos);
}

TEST_F(Examples, SecurityTakesEverythingAway) {
  const std::string pod = static_name("security");
  add_example("security.yaml");
  ASSERT_TRUE(wait_ready(pod));
  ASSERT_TRUE(wait_log(pod, "locked", "the volume is writable"));
  const std::string log = agent().logs(pod, "locked");
  EXPECT_NE(log.find("uid=1000 gid=1000 groups=1000,2000"), std::string::npos) << log;
  EXPECT_NE(log.find("CapEff:\t0000000000000000"), std::string::npos) << log;
  EXPECT_NE(log.find("NoNewPrivs:\t1"), std::string::npos) << log;
  EXPECT_NE(log.find("the root is read-only"), std::string::npos) << log;
}

TEST_F(Examples, SharedPidSeesTheOtherContainer) {
  const std::string pod = static_name("shared-pid");
  add_example("shared-pid.yaml");
  ASSERT_TRUE(wait_ready(pod));
  wait_log(pod, "watcher", "sleep 1000000");
  wait_log(pod, "watcher", "/pause");
}

TEST_F(Examples, HooksRunAroundTheContainersLife) {
  const std::string pod = static_name("hooks");
  add_example("hooks.yaml");
  ASSERT_TRUE(wait_ready(pod));
  // The log goes with the pod: its end is followed live.
  const std::string followed = agent().root() + "/followed";
  const pid_t follower =
      start_command({PEAPOD_BINARY_DIR "/peapod", "--root", agent().root(), "logs", "-f", pod}, {}, followed);
  agent().remove_manifest("hooks.yaml");
  wait_gone(pod);
  EXPECT_EQ(wait_for_exit(follower, std::chrono::seconds(10)), 0) << "logs -f ends with the container";
  EXPECT_EQ(read_text(followed), "postStart\npreStop\nTERM\n");
  std::filesystem::remove(followed);
}

}  // namespace
}  // namespace peapod::test
