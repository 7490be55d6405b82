// Probes of real containers: what is asked when, what it leads to, and what is told of it.

#include <gtest/gtest.h>

#include <string>

#include "tests/integration/support/story_test.h"
#include "tests/support/eventually.h"

namespace peapod::test {
namespace {

constexpr double kLate = 2.5;  // A busy machine may be late by this much, never early.

const std::string kWait = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

std::string exec_probe(const std::string& script, const std::string& more = "") {
  return "{exec: {command: [sh, -c, \"" + script + "\"]}, periodSeconds: 1" + more + "}";
}

class Probing : public StoryTest {};

TEST_F(Probing, EveryKindOfProbe) {
#ifndef PEAPOD_PROBE_SERVER
  GTEST_SKIP() << "NOT TESTED: built without gRPC or TLS";
#endif
  const auto container = [](const std::string& name, const std::string& command, const std::string& more) {
    return "{name: " + name + ", image: peapod.local/host, command: [" + command +
           "], volumeMounts: [{name: built, mountPath: /mnt}]" + more + "}";
  };
  const auto probed = [&](const std::string& name, const std::string& handler) {
    std::string probes;
    for (const char* kind : {"startupProbe", "livenessProbe", "readinessProbe"}) {
      probes += ", " + std::string(kind) + ": {" + handler + ", periodSeconds: 1, timeoutSeconds: 10}";
    }
    return container(name, "/bin/sleep, '1000000'", probes);
  };
  start_text("kinds", "  terminationGracePeriodSeconds: 1\n",
             {probed("exec", "exec: {command: [/bin/true]}"), probed("http", "httpGet: {port: 8080}"),
              probed("https", "httpGet: {port: 8443, scheme: HTTPS}"), probed("tcp", "tcpSocket: {port: 8080}"),
              probed("grpc", "grpc: {port: 9000, service: any}")},
             {container("server", "/mnt/probe-server",
                        ", restartPolicy: Always, startupProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, "
                        "failureThreshold: 30}")});
  ASSERT_TRUE(wait_ready("kinds"));
  const PodView view = *agent().pod("kinds");
  for (const ContainerView& one : view.containers) {
    EXPECT_TRUE(one.ready) << one.name;
    EXPECT_EQ(one.restarts, 0) << one.name;
  }
}

TEST_F(Probing, AFailedLivenessProbeIsToldAndRestartsTheContainer) {
  start("ill", "  terminationGracePeriodSeconds: 1\n",
        {{"main", kWait, ", livenessProbe: " + exec_probe("echo broken; exit 1", ", failureThreshold: 2")}});
  ASSERT_TRUE(wait_for("ill", "restarted", [](const PodView& view) { return view.container("main").restarts > 0; }));
  EXPECT_TRUE(wait_event("Liveness probe failed: broken"));
  EXPECT_TRUE(wait_event("Container main failed liveness probe, will be restarted"));
}

TEST_F(Probing, ATimeoutIsAFailureThatNamesTheCommand) {
  start("slow", "  terminationGracePeriodSeconds: 1\n",
        {{"main", kWait, ", readinessProbe: {exec: {command: [sleep, '1000']}, periodSeconds: 1}"}});
  EXPECT_TRUE(wait_event("Readiness probe failed: command timed out: \"sleep 1000\" timed out after 1s"));
  EXPECT_FALSE(agent().pod("slow")->ready);
}

TEST_F(Probing, WhatCannotBeRunIsNoVerdict) {
  start("missing", "  terminationGracePeriodSeconds: 1\n",
        {{"main", kWait,
          ", livenessProbe: {exec: {command: [/no/such/program]}, periodSeconds: 1, failureThreshold: 1}"}});
  EXPECT_TRUE(wait_event("Liveness probe errored and resulted in unknown state: "));
  EXPECT_EQ(agent().pod("missing")->container("main").restarts, 0);
  EXPECT_EQ(agent().pod("missing")->container("main").state.kind, "running");
}

TEST_F(Probing, ACommandHasTheEnvironmentDirectoryAndUserOfItsContainer) {
  start("same", "  terminationGracePeriodSeconds: 1\n",
        {{"main", kWait,
          ", workingDir: /tmp, env: [{name: WHO, value: me}], securityContext: {runAsUser: 1234}, readinessProbe: " +
              exec_probe("echo $WHO $(pwd) $(id -u); [ $WHO.$(pwd).$(id -u) = me./tmp.1234 ]")}});
  EXPECT_TRUE(wait_ready("same")) << events();
}

TEST_F(Probing, MuchOutputDoesNotStopACommand) {
  start("loud", "  terminationGracePeriodSeconds: 1\n",
        {{"main", kWait,
          ", readinessProbe: " +
              exec_probe("i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; "
                         "i=$((i+1)); done",
                         ", timeoutSeconds: 20")}});
  EXPECT_TRUE(wait_ready("loud")) << events();
}

TEST_F(Probing, OthersWaitForTheStartupProbe) {
  // It succeeds at its third run.
  start("slowly", "  terminationGracePeriodSeconds: 1\n",
        {{"main", kWait,
          ", startupProbe: " +
              exec_probe("/story/say startup; [ $(grep -c startup /story/told) -ge 3 ]", ", failureThreshold: 30") +
              ", livenessProbe: " + exec_probe("/story/say liveness") +
              ", readinessProbe: " + exec_probe("/story/say readiness")}});
  ASSERT_TRUE(wait_ready("slowly"));
  ASSERT_TRUE(wait_told("liveness"));
  EXPECT_LE(story().last_at("startup"), story().at("liveness"));
  EXPECT_LE(story().last_at("startup"), story().at("readiness"));
  EXPECT_GT(story().last_at("startup") - story().at("startup"), Story::at_least(2.0)) << "a second between two runs";
}

TEST_F(Probing, InitialDelayCountsFromTheStartOfTheContainer) {
  start("delayed", "  terminationGracePeriodSeconds: 1\n",
        {{"main", "/story/say start; " + kWait,
          ", readinessProbe: " + exec_probe("/story/say readiness", ", initialDelaySeconds: 3")}});
  ASSERT_TRUE(wait_ready("delayed"));
  const double delay = story().at("readiness") - story().at("start");
  EXPECT_GT(delay, Story::at_least(2.9));
  EXPECT_LT(delay, 3.0 + kLate);
}

TEST_F(Probing, WhileAContainerIsStoppedReadinessGoesOnAndLivenessDoesNot) {
  start("going", "  terminationGracePeriodSeconds: 20\n",
        {{"main", "trap '/story/say TERM; sleep 4; /story/say exit; exit 0' TERM; while :; do sleep 0.1; done",
          ", livenessProbe: " + exec_probe("/story/say liveness") +
              ", readinessProbe: " + exec_probe("/story/say readiness")}});
  ASSERT_TRUE(wait_ready("going"));
  ASSERT_TRUE(wait_told("liveness"));
  request_deletion("going");
  ASSERT_TRUE(wait_gone("going"));
  const double term = story().at("TERM");
  EXPECT_GT(story().last_at("readiness"), term + 1.5);
  EXPECT_LT(story().last_at("liveness"), term + 0.9) << "but for one that was out";
}

TEST_F(Probing, AProbeMayHaveAGraceOfItsOwn) {
  start("brief", "  terminationGracePeriodSeconds: 100\n",
        {{"main", "trap '/story/say TERM' TERM; /story/say start; touch /trapped; while :; do sleep 0.1; done",
          ", livenessProbe: " +
              exec_probe("[ ! -e /trapped ]", ", failureThreshold: 1, terminationGracePeriodSeconds: 3")}});
  ASSERT_TRUE(wait_for("brief", "restarted", [](const PodView& view) { return view.container("main").restarts > 0; }));
  EXPECT_EQ(agent().pod("brief")->container("main").last_state.exit_code, 137);
  ASSERT_TRUE(eventually(std::chrono::seconds(30), [&] { return story().last_at("start") > story().at("TERM"); }));
  double restarted = 0;
  for (const Story::Line& line : story().lines()) {
    if (restarted == 0 && line.words == "start" && line.at > story().at("TERM")) restarted = line.at;
  }
  EXPECT_GT(restarted - story().at("TERM"), Story::at_least(2.9));
  EXPECT_LT(restarted - story().at("TERM"), 3.0 + kLate);
  request_deletion("brief", {"--grace-period=0", "--force"});
  ASSERT_TRUE(wait_gone("brief"));
}

}  // namespace
}  // namespace peapod::test
