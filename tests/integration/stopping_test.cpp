// How containers are started and stopped, told by themselves: the order of hooks, signals and exits, and their times.

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/integration/support/pod_cgroup.h"
#include "tests/integration/support/story_test.h"
#include "tests/support/eventually.h"

namespace peapod::test {
namespace {

// A busy machine may be late by this much, never early.
constexpr double kLate = 2.5;

// A program that tells of its start, of the signal, and of its end half a second later. Tells every tenth of a second
// that it is alive.
std::string polite(const std::string& name, const std::string& signal = "TERM") {
  return "trap '/story/say " + name + " " + signal + "; sleep 0.5; /story/say " + name + " exit; exit 0' " + signal +
         "; /story/say " + name + " start; while :; do sleep 0.1; done";
}

// One that tells of the signal and goes on.
std::string stubborn(const std::string& name) {
  return "trap '/story/say " + name + " TERM' TERM; /story/say " + name + " start; while :; do /story/say " + name +
         " alive; sleep 0.1; done";
}

std::string exec_hook(const std::string& script) { return "{exec: {command: [sh, -c, \"" + script + "\"]}}"; }

// A hook that takes half a second.
std::string telling_hook(const std::string& name) {
  return exec_hook("/story/say " + name + " begin; sleep 0.5; /story/say " + name + " end");
}

class Stopping : public StoryTest {};

// a < b, as told by the containers.
#define EXPECT_TOLD_BEFORE(a, b) EXPECT_LE(story().at(a), story().at(b)) << (a) << " before " << (b)

TEST_F(Stopping, EverythingInItsOrder) {
  const auto hooks = [](const std::string& name) {
    return ", lifecycle: {postStart: " + telling_hook(name + " postStart") +
           ", preStop: " + telling_hook(name + " preStop") + "}";
  };
  const auto sidecar = [&](const std::string& name) {
    return ContainerText{name, polite(name), ", restartPolicy: Always" + hooks(name)};
  };
  start("order", "  terminationGracePeriodSeconds: 30\n",
        {{"a", polite("a"), hooks("a")}, {"b", polite("b"), hooks("b")}},
        {sidecar("s1"), {"init", "/story/say init start; /story/say init exit"}, sidecar("s2")});
  ASSERT_TRUE(wait_ready("order"));
  request_deletion("order");
  ASSERT_TRUE(wait_gone("order"));

  // Each waits for the postStart of the one before it.
  EXPECT_TOLD_BEFORE("s1 postStart end", "init start");
  EXPECT_TOLD_BEFORE("init exit", "s2 start");
  EXPECT_TOLD_BEFORE("s2 postStart end", "a start");
  EXPECT_TOLD_BEFORE("a postStart end", "b start");

  // All preStop hooks begin together, those of the sidecars too.
  for (const char* name : {"b", "s1", "s2"}) {
    EXPECT_NEAR(story().at(std::string(name) + " preStop begin"), story().at("a preStop begin"), kLate) << name;
    EXPECT_LT(story().at(std::string(name) + " preStop begin"), story().at("a preStop end")) << name;
  }
  for (const std::string name : {"a", "b", "s1", "s2"}) EXPECT_TOLD_BEFORE(name + " preStop end", name + " TERM");

  // Then the main containers, all at once; the sidecars after them, last one first.
  EXPECT_LT(story().at("b TERM"), story().at("a exit")) << "main containers are stopped together";
  for (const std::string main : {"a", "b"}) EXPECT_TOLD_BEFORE(main + " exit", "s2 TERM");
  EXPECT_TOLD_BEFORE("s2 exit", "s1 TERM");
}

TEST_F(Stopping, AtLeastTwoSecondsBetweenSignalAndKill) {
  start("minimum", "  terminationGracePeriodSeconds: 1\n", {{"main", stubborn("main")}});
  ASSERT_TRUE(wait_told("main alive"));
  request_deletion("minimum");
  ASSERT_TRUE(wait_gone("minimum"));
  const double lived = story().last_at("main alive") - story().at("main TERM");
  EXPECT_GT(lived, Story::at_least(1.8));
  EXPECT_LT(lived, 2.0 + kLate);
}

TEST_F(Stopping, PreStopIsCutByTheGraceAndTwoSecondsRemain) {
  start(
      "cut", "  terminationGracePeriodSeconds: 3\n",
      {{"main", stubborn("main"),
        ", lifecycle: {preStop: " + exec_hook("/story/say preStop begin; sleep 1000; /story/say preStop end") + "}"}});
  ASSERT_TRUE(wait_told("main alive"));
  request_deletion("cut");
  ASSERT_TRUE(wait_gone("cut"));
  const double waited = story().at("main TERM") - story().at("preStop begin");
  EXPECT_GT(waited, Story::at_least(2.9));
  EXPECT_LT(waited, 3.0 + kLate);
  const double lived = story().last_at("main alive") - story().at("main TERM");
  EXPECT_GT(lived, Story::at_least(1.8));
  EXPECT_LT(lived, 2.0 + kLate);
  EXPECT_FALSE(story().told("preStop end"));
}

TEST_F(Stopping, ASleepBeforeTheSignalCountsAsGrace) {
  start("sleeps", "  terminationGracePeriodSeconds: 6\n",
        {{"main", stubborn("main"), ", lifecycle: {preStop: {sleep: {seconds: 2}}}"}});
  ASSERT_TRUE(wait_told("main alive"));
  const double before = Story::now();
  request_deletion("sleeps");
  ASSERT_TRUE(wait_gone("sleeps"));
  EXPECT_GT(story().at("main TERM") - before, 1.9);
  EXPECT_LT(story().at("main TERM") - before, 2.0 + kLate);
  const double lived = story().last_at("main alive") - story().at("main TERM");
  EXPECT_GT(lived, Story::at_least(3.6)) << "what is left of six seconds";
  EXPECT_LT(lived, 4.0 + kLate);
}

TEST_F(Stopping, ASleepIsCutByAShorterDeletion) {
  start("hurried", "  terminationGracePeriodSeconds: 60\n",
        {{"main", polite("main"), ", lifecycle: {preStop: {sleep: {seconds: 60}}}"}});
  ASSERT_TRUE(wait_told("main start"));
  const double before = Story::now();
  request_deletion("hurried", {"--grace-period=2"});
  ASSERT_TRUE(wait_gone("hurried"));
  EXPECT_GT(story().at("main TERM") - before, 1.7);
  EXPECT_LT(story().at("main TERM") - before, 2.0 + kLate);
}

TEST_F(Stopping, KillsAllThatRunsInTheContainer) {
  start("family", "  terminationGracePeriodSeconds: 1\n",
        {{"main", "trap '' TERM; (setsid sh -c 'while :; do /story/say child alive; sleep 0.1; done' &); " +
                      stubborn("main")}});
  ASSERT_TRUE(wait_told("child alive"));
  ASSERT_TRUE(wait_told("main alive"));
  const std::string uid = agent().pod("family")->uid;
  request_deletion("family");
  ASSERT_TRUE(wait_gone("family"));
  EXPECT_TRUE(pod_processes(uid).empty());
  EXPECT_NEAR(story().last_at("child alive"), story().last_at("main alive"), 1.0);
}

TEST_F(Stopping, GraceOnlyShrinks) {
  start("shrinks", "  terminationGracePeriodSeconds: 100\n", {{"main", stubborn("main")}});
  ASSERT_TRUE(wait_told("main alive"));
  request_deletion("shrinks");
  ASSERT_TRUE(wait_told("main TERM"));
  const double again = Story::now();
  request_deletion("shrinks", {"--grace-period=4"});
  request_deletion("shrinks", {"--grace-period=50"});
  ASSERT_TRUE(wait_gone("shrinks"));
  EXPECT_GT(story().last_at("main alive") - again, 3.5);
  EXPECT_LT(story().last_at("main alive") - again, 4.0 + kLate);
}

TEST_F(Stopping, ForceIsSigkillAtOnce) {
  start("forced", "  terminationGracePeriodSeconds: 100\n",
        {{"main", stubborn("main"), ", lifecycle: {preStop: " + exec_hook("/story/say preStop begin") + "}"}});
  ASSERT_TRUE(wait_told("main alive"));
  const double before = Story::now();
  request_deletion("forced", {"--grace-period=0", "--force"});
  ASSERT_TRUE(wait_gone("forced"));
  EXPECT_LT(story().last_at("main alive") - before, kLate);
  EXPECT_FALSE(story().told("main TERM"));
  EXPECT_FALSE(story().told("preStop begin"));
}

TEST_F(Stopping, TheDeadlineStopsThePodGracefully) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(scaled(std::chrono::seconds(2)));
  const auto deadline = static_cast<double>(seconds.count());  // The container has to have started.
  const double before = Story::now();
  start("late",
        "  terminationGracePeriodSeconds: 10\n  activeDeadlineSeconds: " + std::to_string(seconds.count()) + "\n",
        {{"main", polite("main")}});
  ASSERT_TRUE(wait_phase("late", "Failed"));
  EXPECT_EQ(agent().pod("late")->reason, "DeadlineExceeded");
  EXPECT_GT(story().at("main TERM") - before, deadline - 0.2);
  EXPECT_LT(story().at("main TERM") - story().at("main start"), deadline + kLate);
  EXPECT_TRUE(story().told("main exit"));
}

TEST_F(Stopping, ByTheSignalOfTheManifest) {
  start("signals", "  terminationGracePeriodSeconds: 10\n  os: {name: linux}\n",
        {{"user", polite("user", "USR1"), ", lifecycle: {stopSignal: SIGUSR1}"},
         {"realtime", polite("realtime", "37"), ", lifecycle: {stopSignal: SIGRTMIN+3}"},
         {"usual", polite("usual")}});
  ASSERT_TRUE(wait_ready("signals"));
  ASSERT_TRUE(wait_told("user start"));
  ASSERT_TRUE(wait_told("realtime start"));
  ASSERT_TRUE(wait_told("usual start"));
  const std::string json = agent().peapod({"get", "pod", "signals", "-o", "json"}).out;
  for (const char* signal : {"\"SIGUSR1\"", "\"SIGRTMIN+3\"", "\"SIGTERM\""}) {
    EXPECT_NE(json.find("\"stopSignal\": " + std::string(signal)), std::string::npos) << signal << json;
  }
  request_deletion("signals");
  ASSERT_TRUE(wait_gone("signals"));
  EXPECT_TRUE(story().told("user USR1"));
  EXPECT_TRUE(story().told("realtime 37"));
  EXPECT_TRUE(story().told("usual TERM"));
}

TEST_F(Stopping, AFailedPostStartStopsTheContainer) {
  start("unhooked", "  restartPolicy: Never\n  terminationGracePeriodSeconds: 10\n",
        {{"main", polite("main"), ", lifecycle: {postStart: " + exec_hook("/story/say hook; exit 3") + "}"}});
  ASSERT_TRUE(wait_for("unhooked", "ended",
                       [](const PodView& view) { return view.container("main").state.kind == "terminated"; }));
  EXPECT_TRUE(story().told("hook"));
  EXPECT_TRUE(wait_event("PostStartHook failed"));
}

TEST_F(Stopping, AFailedPreStopIsToldAndStopsNothing) {
  start("grumbles", "  terminationGracePeriodSeconds: 10\n",
        {{"main", polite("main"), ", lifecycle: {preStop: " + exec_hook("exit 3") + "}"}});
  ASSERT_TRUE(wait_told("main start"));
  request_deletion("grumbles");
  ASSERT_TRUE(wait_gone("grumbles"));
  EXPECT_TRUE(story().told("main TERM"));
  EXPECT_TRUE(wait_event("PreStopHook failed"));
}

// The words of a hook's command are not expanded, unlike those of a probe's.
TEST_F(Stopping, HooksTakeTheirWordsAsTheyAre) {
  start("words", "  terminationGracePeriodSeconds: 1\n",
        {{"main", polite("main"),
          ", env: [{name: WHO, value: manifest}], lifecycle: {postStart: {exec: {command: [sh, -c, '/story/say hook "
          "$0', '$(WHO)']}}}, startupProbe: {exec: {command: [sh, -c, '/story/say probe $0', '$(WHO)']}}"}});
  ASSERT_TRUE(wait_ready("words"));
  EXPECT_TRUE(story().told("hook $(WHO)"));
  EXPECT_TRUE(story().told("probe manifest"));
}

}  // namespace
}  // namespace peapod::test
