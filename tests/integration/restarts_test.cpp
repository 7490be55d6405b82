// What is made of the ends of containers: when they are started again, what their codes and last words become, and what
// that means for the pod.

#include <gtest/gtest.h>

#include <string>

#include "tests/integration/support/pod_cgroup.h"
#include "tests/integration/support/story_test.h"

namespace peapod::test {
namespace {

constexpr double kLate = 2.5;  // A busy machine may be late by this much, never early.

class Restarts : public StoryTest {
 protected:
  std::string json(const std::string& pod) { return agent().peapod({"get", "pod", pod, "-o", "json"}).out; }
  std::string row(const std::string& pod) { return agent().peapod({"get", "pod", pod}).out; }
};

// At once, after 10 s, and no sooner because the agent is another one meanwhile.
TEST_F(Restarts, WaitLongerEachTime) {
  start("crash", "  terminationGracePeriodSeconds: 1\n", {{"main", "/story/say run; exit 3"}});
  ASSERT_TRUE(wait_for("crash", "it waits for its second restart", [](const PodView& view) {
    return view.container("main").restarts == 1 && view.container("main").state.reason == "CrashLoopBackOff";
  }));
  const PodView waiting = *agent().pod("crash");
  EXPECT_EQ(waiting.phase, "Running");
  EXPECT_EQ(waiting.container("main").last_state.exit_code, 3);
  EXPECT_EQ(waiting.container("main").last_state.reason, "Error");
  EXPECT_EQ(
      waiting.container("main").state.message.find("back-off 10s restarting failed container=main pod=crash_default("),
      0U)
      << waiting.container("main").state.message;
  EXPECT_NE(row("crash").find("CrashLoopBackOff"), std::string::npos) << row("crash");
  EXPECT_TRUE(wait_event("Back-off restarting failed container main in pod crash_default("));
  agent().crash();
  restart_agent();
  ASSERT_TRUE(wait_for("crash", "the second restart", [this](const PodView& view) {
    return view.container("main").restarts == 2 && story().lines().size() == 3;
  }));
  const std::vector<Story::Line> runs = story().lines();
  EXPECT_LT(runs[1].at - runs[0].at, kLate);
  EXPECT_GT(runs[2].at - runs[1].at, Story::at_least(10));
  EXPECT_LT(runs[2].at - runs[1].at, 10 + 2 * kLate);
}

TEST_F(Restarts, EachEndHasItsCodeAndReason) {
  struct Case {
    const char* name;
    const char* command;
    int code;
    const char* reason;
  };
  const Case cases[] = {
      {"done", "[\"true\"]", 0, "Completed"},
      {"seven", "[sh, -c, \"exit 7\"]", 7, "Error"},
      {"segv", "[sh, -c, \"sh -c 'kill -SEGV $$$$'; exit $?\"]", 139, "Error"},
      {"missing", "[/no/such/program]", 127, "StartError"},
      {"plain", "[/etc/passwd]", 126, "StartError"},
  };
  std::vector<std::string> containers;
  for (const Case& each : cases) {
    containers.push_back(std::string("{name: ") + each.name + ", image: busybox, command: " + each.command + "}");
  }
  start_text("ends", "  restartPolicy: Never\n", containers);
  ASSERT_TRUE(wait_phase("ends", "Failed"));
  const PodView pod = *agent().pod("ends");
  for (const Case& each : cases) {
    EXPECT_EQ(pod.container(each.name).state.kind, "terminated") << each.name;
    EXPECT_EQ(pod.container(each.name).state.exit_code, each.code) << each.name;
    EXPECT_EQ(pod.container(each.name).state.reason, each.reason) << each.name;
    EXPECT_EQ(pod.container(each.name).restarts, 0) << each.name;
  }
}

// Of one container that is not there the others do not take notice.
TEST_F(Restarts, OneThatCannotStartStopsNoOther) {
  start_text("pair", "  terminationGracePeriodSeconds: 1\n",
             {"{name: first, image: \"missing:1\"}", ContainerText{"second", "/story/say second; sleep 1000"}.text()});
  ASSERT_TRUE(wait_told("second"));
  ASSERT_TRUE(wait_for("pair", "the first one waits", [](const PodView& view) {
    return view.container("first").state.reason == "ImagePullBackOff" && view.container("second").ready;
  }));
  EXPECT_EQ(agent().pod("pair")->phase, "Pending");
  EXPECT_NE(row("pair").find("1/2"), std::string::npos) << row("pair");
}

TEST_F(Restarts, AFailedInitContainerUnderNeverIsTheEnd) {
  start("init", "  restartPolicy: Never\n", {{"main", "/story/say main"}},
        {{"first", "/story/say first"}, {"second", "exit 5"}, {"third", "/story/say third"}});
  ASSERT_TRUE(wait_phase("init", "Failed"));
  EXPECT_NE(row("init").find("Init:Error"), std::string::npos) << row("init");
  EXPECT_TRUE(story().told("first"));
  EXPECT_FALSE(story().told("third"));
  EXPECT_FALSE(story().told("main"));
  EXPECT_NE(json("init").find("containers with incomplete status: [second third]"), std::string::npos) << json("init");
}

// Of the file the last 4096 bytes; of the log, when it failed and wrote none, the last 80 lines or 2048 bytes.
TEST_F(Restarts, LastWords) {
  const std::string falls_back = ", terminationMessagePolicy: FallbackToLogsOnError";
  start("words", "  restartPolicy: Never\n",
        {{"file", "echo from the file >/dev/termination-log; exit 1"},
         {"long", "(echo begin; yes 123456789 | head -n 500; echo end) >/dev/termination-log; exit 1"},
         {"log", "seq 1 200; exit 1", falls_back},
         {"both", "echo in the log; echo in the file >/dev/termination-log; exit 1", falls_back},
         {"well", "echo in the log", falls_back}});
  ASSERT_TRUE(wait_phase("words", "Failed"));
  const PodView pod = *agent().pod("words");
  EXPECT_EQ(pod.container("file").state.message, "from the file\n");
  const std::string cut = pod.container("long").state.message;
  EXPECT_LE(cut.size(), 4096U);
  EXPECT_EQ(cut.find("begin"), std::string::npos);
  EXPECT_NE(cut.find("end\n"), std::string::npos);
  const std::string log = pod.container("log").state.message;
  EXPECT_EQ(log.substr(0, 4), "121\n") << log;
  EXPECT_NE(log.find("\n200"), std::string::npos) << log;
  EXPECT_EQ(pod.container("both").state.message, "in the file\n");
  EXPECT_EQ(pod.container("well").state.message, "");
}

}  // namespace
}  // namespace peapod::test
