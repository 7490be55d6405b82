// The agent comes and goes; pods do not notice.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

std::string manifest(const std::string& name, const std::string& script, const std::string& policy = "Always") {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name +
         "\nspec:\n  terminationGracePeriodSeconds: 3\n  restartPolicy: " + policy +
         "\n  containers:\n    - name: main\n      image: busybox\n      command: [\"sh\", \"-c\", \"" + script +
         "\"]\n";
}

std::vector<pid_t> sorted_processes(const std::string& uid) {
  std::vector<pid_t> pids = pod_processes(uid);
  std::sort(pids.begin(), pids.end());
  return pids;
}

// Once the probe that the agent had out, if any, is over: without an agent no other begins.
std::vector<pid_t> settled_processes(const std::string& uid) {
  std::vector<pid_t> pids;
  const bool settled =
      eventually(std::chrono::seconds(10), [&] { return std::exchange(pids, sorted_processes(uid)) == pids; });
  EXPECT_TRUE(settled);
  return pids;
}

class AgentLife : public AgentTest {};

TEST_F(AgentLife, KilledAgentLeavesPodsAsTheyAre) {
  const std::string pod = static_name("web");
  add_example("web.yaml");
  ASSERT_TRUE(wait_ready(pod));
  const std::string uid = agent().pod(pod)->uid;
  agent().crash();
  const std::vector<pid_t> before = settled_processes(uid);
  restart_agent();
  const PodView view = *agent().pod(pod);
  EXPECT_TRUE(view.ready) << "readiness does not flap";
  EXPECT_EQ(view.container("httpd").restarts, 0);
  EXPECT_EQ(view.container("prepare").state.reason, "Completed") << "the init container is not run again";
  const std::vector<pid_t> after = sorted_processes(uid);
  EXPECT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end())) << "a process was replaced";
  EXPECT_EQ(agent().peapod({"exec", pod, "-c", "httpd", "--", "true"}).exit_code, 0);
}

TEST_F(AgentLife, ExitWhileNoAgentIsThereIsNotLost) {
  const std::string pod = static_name("late");
  const std::string go = "while [ ! -e /tmp/go ]; do sleep 0.1; done; echo last words; exit 7";
  agent().add_manifest("late.yaml", manifest("late", go, "Never"));
  ASSERT_TRUE(wait_ready(pod));
  const std::string uid = agent().pod(pod)->uid;
  ASSERT_EQ(agent().peapod({"exec", pod, "--", "sh", "-c", "(sleep 2; touch /tmp/go) >/dev/null 2>&1 &"}).exit_code, 0);
  agent().crash();
  ASSERT_TRUE(eventually(std::chrono::seconds(20), [&] { return pod_processes(uid).size() == 1; }))
      << "only the pause process is left";
  restart_agent();
  ASSERT_TRUE(wait_phase(pod, "Failed"));
  EXPECT_EQ(agent().pod(pod)->container("main").state.exit_code, 7);
  EXPECT_EQ(agent().logs(pod, "main"), "last words\n");
}

TEST_F(AgentLife, StoppedAgentLeavesPodsToTheNext) {
  const std::string pod = static_name("stays");
  agent().add_manifest("stays.yaml", manifest("stays", "echo up; sleep 1000000"));
  ASSERT_TRUE(wait_log(pod, "main", "up"));
  const std::string uid = agent().pod(pod)->uid;
  const std::vector<pid_t> before = sorted_processes(uid);
  EXPECT_EQ(agent().stop(), 0);
  EXPECT_EQ(sorted_processes(uid), before);
  restart_agent();
  EXPECT_EQ(agent().pod(pod)->container("main").state.kind, "running");
  EXPECT_EQ(sorted_processes(uid), before);
}

TEST_F(AgentLife, EditReplacesTheOldPodBeforeTheNewOneBegins) {
  const std::string pod = static_name("edited");
  agent().add_manifest("edited.yaml",
                       manifest("edited", "trap 'sleep 1; exit 0' TERM; echo one; while :; do sleep 0.1; done"));
  ASSERT_TRUE(wait_log(pod, "main", "one"));
  const std::string first = agent().pod(pod)->uid;
  agent().add_manifest("edited.yaml", manifest("edited", "echo two; sleep 1000000"));
  ASSERT_TRUE(wait_for(pod, "replaced", [&](const PodView& view) {
    EXPECT_TRUE(view.uid == first || pod_processes(first).empty()) << "both lived at once";
    return view.uid != first && view.ready;
  }));
  EXPECT_EQ(agent().logs(pod, "main"), "two\n");
}

TEST_F(AgentLife, FileThatBecomesInvalidKeepsWhatRuns) {
  const std::string pod = static_name("kept");
  agent().add_manifest("kept.yaml", manifest("kept", "sleep 1000000"));
  ASSERT_TRUE(wait_ready(pod));
  const std::string uid = agent().pod(pod)->uid;
  agent().add_manifest("kept.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kept\nspec:\n  continers: []\n");
  ASSERT_TRUE(eventually(std::chrono::seconds(10), [&] {
    return read_text(agent().log_path()).find("did you mean") != std::string::npos;
  })) << "the agent says what is wrong with the file";
  EXPECT_EQ(agent().pod(pod)->uid, uid);
  EXPECT_EQ(agent().pod(pod)->container("main").restarts, 0);
}

TEST_F(AgentLife, AppliedPodsAreAsGoodAsFiles) {
  const std::string file = agent().root() + "/given/applied.yaml";
  write_text(file, manifest("applied", "sleep 1000000"));
  EXPECT_EQ(agent().peapod({"apply", "-f", file}).out, "pod/applied created\n");
  ASSERT_TRUE(wait_ready("applied"));
  const std::string uid = agent().pod("applied")->uid;
  EXPECT_EQ(agent().stop(), 0);
  restart_agent();
  EXPECT_EQ(agent().pod("applied")->uid, uid);
  const CommandResult deleted = agent().peapod({"delete", "pod", "applied"});
  EXPECT_EQ(deleted.exit_code, 0) << deleted.err;
  EXPECT_EQ(agent().peapod({"get", "pod", "applied"}).err,
            "Error from server (NotFound): pods \"applied\" not found\n");
}

TEST_F(AgentLife, DeadPauseProcessMakesTheSandboxAnewAndKeepsVolumes) {
  const std::string pod = static_name("web");
  add_example("web.yaml");
  ASSERT_TRUE(wait_ready(pod));
  ASSERT_EQ(agent().peapod({"exec", pod, "-c", "httpd", "--", "sh", "-c", "echo kept > /log/mark"}).exit_code, 0);
  const std::string uid = agent().pod(pod)->uid;
  pid_t keeper = 0;
  for (const pid_t pid : pod_processes(uid)) {
    if (read_text("/proc/" + std::to_string(pid) + "/comm") == "pause\n") keeper = pid;
  }
  ASSERT_GT(keeper, 0);
  ASSERT_EQ(kill(keeper, SIGKILL), 0);
  ASSERT_TRUE(wait_for(pod, "restarted and Ready", [](const PodView& view) {
    return view.ready && view.container("httpd").restarts >= 1 && view.container("prepare").restarts >= 1;
  }));
  EXPECT_EQ(agent().pod(pod)->uid, uid);
  EXPECT_EQ(agent().pod(pod)->container("httpd").last_state.exit_code, 137);
  EXPECT_EQ(agent().peapod({"exec", pod, "-c", "httpd", "--", "cat", "/log/mark"}).out, "kept\n");
  EXPECT_NE(agent().peapod({"events"}).out.find("SandboxChanged"), std::string::npos);
}

TEST_F(AgentLife, PodThatNoRecordKnowsBeginsAnew) {
  const std::string pod = static_name("web");
  add_example("web.yaml");
  ASSERT_TRUE(wait_ready(pod));
  ASSERT_EQ(agent().peapod({"exec", pod, "-c", "access-log", "--", "sh", "-c", "echo old > /mark"}).exit_code, 0);
  const std::string uid = agent().pod(pod)->uid;
  const std::vector<pid_t> before = sorted_processes(uid);
  agent().crash();
  std::filesystem::remove_all(agent().root() + "/run/records");
  restart_agent();
  ASSERT_TRUE(wait_ready(pod));
  const std::vector<pid_t> after = sorted_processes(uid);
  EXPECT_TRUE(std::none_of(before.begin(), before.end(), [&](pid_t old) {
    return std::find(after.begin(), after.end(), old) != after.end();
  })) << "a process of the lost pod lives on";
  EXPECT_EQ(agent().pod(pod)->container("httpd").restarts, 0);
  EXPECT_NE(agent().peapod({"exec", pod, "-c", "access-log", "--", "test", "-e", "/mark"}).exit_code, 0)
      << "a writable layer came back";
}

class AgentThatStopsPods : public AgentTest {
 protected:
  std::vector<std::string> agent_options() const override { return {"--on-exit", "stop"}; }
};

TEST_F(AgentThatStopsPods, NothingIsLeftAfterIt) {
  const std::string pod = static_name("ends");
  agent().add_manifest("ends.yaml", manifest("ends", "trap 'exit 0' TERM; while :; do sleep 0.1; done"));
  ASSERT_TRUE(wait_ready(pod));
  const std::string uid = agent().pod(pod)->uid;
  EXPECT_EQ(agent().stop(), 0);
  EXPECT_TRUE(pod_processes(uid).empty());
  agent().remove_manifest("ends.yaml");
}

}  // namespace
}  // namespace peapod::test
