// The real kubectl changes pods through the agent's API.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/tcp_bridge.h"
#include "tests/support/command.h"
#include "tests/support/eventually.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

std::string manifest(const std::string& colour, const std::string& image = "busybox",
                     const std::string& seconds = "1000") {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    colour: " + colour +
         "\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n    - name: main\n      image: " + image +
         "\n      command: [\"sleep\", \"" + seconds +
         "\"]\n    - name: beside\n      image: busybox\n"
         "      command: [\"sleep\", \"1000\"]\n";
}

class Kubectl : public AgentTest {
 protected:
  void SetUp() override {
    if (run_command({"kubectl", "version", "--client"}).exit_code != 0) {
      GTEST_SKIP() << "kubectl is not installed: what it makes of the agent's answers is NOT tested";
    }
    AgentTest::SetUp();
    char pattern[] = "/tmp/peapod-kubectl.XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    home_ = pattern;
    bridge_ = std::make_unique<TcpBridge>(agent().root() + "/run/peapod.sock");
  }
  void TearDown() override {
    bridge_.reset();
    if (!home_.empty()) fs::remove_all(home_);
    AgentTest::TearDown();
  }

  CommandResult kubectl(std::vector<std::string> arguments, const std::string& stdin_text = {}) {
    std::vector<std::string> command = {"kubectl", "--server", bridge_->url()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    CommandOptions options;
    options.environment = {"HOME=" + home_, "KUBECONFIG=/dev/null", "KUBE_EDITOR=sed -i s/green/yellow/"};
    options.stdin_text = stdin_text;
    return run_command(command, options);
  }
  std::string apply(const std::string& text) {
    const CommandResult result = kubectl({"apply", "--validate=false", "-f", "-"}, text);
    return result.out + result.err;
  }
  CommandResult patch(const std::string& subresource, const std::string& patch) {
    return kubectl({"patch", "pod", "web", "--subresource", subresource, "-p", patch});
  }
  // One field of the pod, by JSONPath.
  std::string field(const std::string& path) {
    return kubectl({"get", "pod", "web", "-o", "jsonpath={" + path + "}"}).out;
  }

 private:
  std::string home_;
  std::unique_ptr<TcpBridge> bridge_;
};

TEST_F(Kubectl, AppliesAgainAndAgain) {
  EXPECT_EQ(apply(manifest("red")), "pod/web created\n");
  ASSERT_TRUE(wait_ready("web"));
  const std::string uid = field(".metadata.uid");
  EXPECT_EQ(apply(manifest("red")), "pod/web unchanged\n");
  EXPECT_EQ(apply(manifest("blue")), "pod/web configured\n");
  EXPECT_EQ(field(".metadata.labels.colour"), "blue");
  const std::string refused = apply(manifest("blue", "busybox", "2000"));
  EXPECT_NE(refused.find("spec.containers[0].command[1]: Forbidden: pod updates may not change fields"),
            std::string::npos)
      << refused;
  EXPECT_EQ(field(".metadata.uid"), uid);
  EXPECT_EQ(agent().pod("web")->container("main").restarts, 0);
}

TEST_F(Kubectl, SetsTheImageOfOneContainer) {
  ASSERT_EQ(apply(manifest("red")), "pod/web created\n");
  ASSERT_TRUE(wait_ready("web"));
  const std::string uid = field(".metadata.uid");
  EXPECT_EQ(kubectl({"set", "image", "pod/web", "main=peapod.local/host"}).out, "pod/web image updated\n");
  ASSERT_TRUE(wait_for("web", "main started anew", [](const PodView& view) {
    return view.container("main").restarts == 1 && view.container("main").state.kind == "running";
  }));
  EXPECT_EQ(field(".status.containerStatuses[1].image"), "peapod.local/host");
  EXPECT_EQ(agent().pod("web")->container("beside").restarts, 0);
  EXPECT_EQ(field(".metadata.uid"), uid);
  EXPECT_EQ(field(".metadata.generation"), "2");
}

TEST_F(Kubectl, ResizesAPodThatRuns) {
  const char* sized =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n"
      "    - name: main\n      image: busybox\n      command: [sleep, \"1000\"]\n"
      "      resources: {requests: {cpu: 100m, memory: 16Mi}, limits: {cpu: 200m, memory: 32Mi}}\n";
  ASSERT_EQ(apply(sized), "pod/web created\n");
  ASSERT_TRUE(wait_ready("web"));
  const auto resize = [this](const std::string& resources) {
    return patch("resize", R"({"spec":{"containers":[{"name":"main","resources":)" + resources + "}]}}");
  };
  const CommandResult done = resize(R"({"requests":{"cpu":"150m"},"limits":{"cpu":"300m","memory":"48Mi"}})");
  EXPECT_EQ(done.out, "pod/web patched\n") << done.err;
  ASSERT_TRUE(wait_for("web", "resized", [this](const PodView&) {
    return field(".status.containerStatuses[0].resources") ==
           R"({"limits":{"cpu":"300m","memory":"48Mi"},"requests":{"cpu":"150m","memory":"16Mi"}})";
  }));
  EXPECT_EQ(field(".status.containerStatuses[0].allocatedResources"), R"({"cpu":"150m","memory":"16Mi"})");
  EXPECT_EQ(field(".status.observedGeneration"), "2");
  EXPECT_EQ(agent().pod("web")->container("main").restarts, 0);
  EXPECT_EQ(kubectl({"get", "pod", "web", "--subresource", "resize", "-o", "name"}).out, "pod/web\n");
  const CommandResult refused = resize(R"({"requests":{"cpu":"300m","memory":"48Mi"}})");
  EXPECT_NE(refused.err.find("Pod QOS Class may not change as a result of resizing"), std::string::npos) << refused.err;
  EXPECT_EQ(resize(R"({"limits":{"cpu":"1000"},"requests":{"cpu":"999"}})").out, "pod/web patched\n");
  ASSERT_TRUE(wait_for("web", "pending", [this](const PodView&) {
    return field(".status.conditions[?(@.type==\"PodResizePending\")].reason") == "Infeasible";
  }));
  EXPECT_EQ(field(".status.containerStatuses[0].allocatedResources.cpu"), "150m");
  // As after a reboot: what is wanted is on disk, and it is too much for the box now.
  agent().crash();
  restart_agent();
  EXPECT_EQ(field(".spec.containers[0].resources.requests.cpu"), "999");
  EXPECT_EQ(field(".status.containerStatuses[0].allocatedResources.cpu"), "150m");
}

TEST_F(Kubectl, LabelsAnnotatesPatchesAndEdits) {
  ASSERT_EQ(apply(manifest("red")), "pod/web created\n");
  ASSERT_TRUE(wait_ready("web"));
  EXPECT_EQ(kubectl({"label", "pod", "web", "size=small"}).out, "pod/web labeled\n");
  EXPECT_EQ(kubectl({"label", "pod", "web", "size-"}).out, "pod/web unlabeled\n");
  EXPECT_EQ(kubectl({"label", "pod", "web", "colour=green", "--overwrite"}).out, "pod/web labeled\n");
  EXPECT_EQ(kubectl({"annotate", "pod", "web", "note=two words"}).out, "pod/web annotated\n");
  EXPECT_EQ(field(".metadata.annotations.note"), "two words");
  EXPECT_EQ(kubectl({"patch", "pod", "web", "-p", R"({"metadata":{"labels":{"a":"1"}}})"}).out, "pod/web patched\n");
  EXPECT_EQ(kubectl({"patch", "pod", "web", "--type=merge", "-p", R"({"metadata":{"labels":{"a":null,"b":"2"}}})"}).out,
            "pod/web patched\n");
  EXPECT_EQ(kubectl({"patch", "pod", "web", "--type=json", "-p",
                     R"([{"op":"test","path":"/metadata/labels/b","value":"2"},)"
                     R"({"op":"replace","path":"/metadata/labels/b","value":"3"}])"})
                .out,
            "pod/web patched\n");
  EXPECT_EQ(kubectl({"patch", "pod", "web", "-p", "{}"}).out, "pod/web patched (no change)\n");
  const CommandResult edited = kubectl({"edit", "--validate=false", "pod", "web"});
  EXPECT_EQ(edited.out, "pod/web edited\n") << edited.err;
  EXPECT_EQ(field(".metadata.labels"), R"({"b":"3","colour":"yellow"})");
  EXPECT_EQ(kubectl({"get", "pods", "-l", "colour=yellow", "-o", "name"}).out, "pod/web\n");
}

TEST_F(Kubectl, IsToldWhyAPatchIsRefused) {
  ASSERT_EQ(apply(manifest("red")), "pod/web created\n");
  const auto refusal = [this](const std::string& type, const std::string& patch) {
    const CommandResult result = kubectl({"patch", "pod", "web", "--type=" + type, "-p", patch});
    EXPECT_EQ(result.exit_code, 1) << result.out;
    return result.err;
  };
  EXPECT_EQ(refusal("json", R"([{"op":"remove","path":"/metadata/labels/x"}])"),
            "The request is invalid: operation 0: remove operation does not apply: doc is missing path: "
            "\"/metadata/labels/x\": missing value\n");
  EXPECT_EQ(
      refusal("merge", R"({"metadata":{"resourceVersion":"1"}})"),
      "Error from server (Conflict): Operation cannot be fulfilled on pods \"web\": the object has been modified; "
      "please apply your changes to the latest version and try again\n");
  EXPECT_EQ(refusal("strategic", R"({"spec":{"containers":[{"image":"x"}]}})"),
            "Error from server (BadRequest): spec.containers: an item does not contain declared merge key: name\n");
  EXPECT_NE(refusal("merge", R"({"metadata":{"labels":{"a":"no good"}}})").find("The Pod \"web\" is invalid"),
            std::string::npos);
}

TEST_F(Kubectl, OpensReadinessGates) {
  const char* gated =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  terminationGracePeriodSeconds: 1\n"
      "  readinessGates: [{conditionType: example.com/loaded}]\n  containers:\n"
      "    - {name: main, image: busybox, command: [sleep, \"1000\"]}\n";
  ASSERT_EQ(apply(gated), "pod/web created\n");
  const std::string ready = ".status.conditions[?(@.type==\"Ready\")]";
  ASSERT_TRUE(wait_for("web", "it waits for its gate",
                       [&](const PodView&) { return field(ready + ".reason") == "ReadinessGatesNotReady"; }));
  EXPECT_EQ(field(".status.conditions[?(@.type==\"ContainersReady\")].status"), "True");
  EXPECT_EQ(field(ready + ".message"),
            "corresponding condition of pod readiness gate \"example.com/loaded\" does not exist.");
  const auto set = [this](const std::string& condition) {
    return patch("status", R"({"status":{"conditions":[)" + condition + "]}}");
  };
  const CommandResult refused = set(R"({"type":"example.com/other","status":"True"})");
  EXPECT_NE(refused.err.find("only conditions that spec.readinessGates names can be set"), std::string::npos)
      << refused.err;
  const CommandResult opened =
      set(R"({"type":"example.com/loaded","status":"True","reason":"Loaded","message":"all of it"})");
  EXPECT_EQ(opened.out, "pod/web patched\n") << opened.err;
  ASSERT_TRUE(wait_ready("web"));
  agent().crash();
  restart_agent();
  ASSERT_TRUE(wait_ready("web")) << "a new agent knows what was said";
  EXPECT_EQ(field(".status.conditions[?(@.type==\"example.com/loaded\")].message"), "all of it");
  EXPECT_NE(kubectl({"get", "pod", "web", "-o", "wide"}).out.find("1/1\n"), std::string::npos);
  EXPECT_NE(kubectl({"describe", "pod", "web"}).out.find("Readiness Gates:"), std::string::npos);
  EXPECT_EQ(set(R"({"type":"example.com/loaded","status":"False"})").exit_code, 0);
  ASSERT_TRUE(wait_for("web", "its gate is shut", [](const PodView& view) { return !view.ready; }));
  EXPECT_EQ(field(ready + ".message"),
            "the status of pod readiness gate \"example.com/loaded\" is not \"True\", but False");
}

TEST_F(Kubectl, SetsNoConditionOfAPodThatHasNotBegun) {
  const char* waiting =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: web, annotations: {peapod.dev/after: other Ready}}\nspec:\n"
      "  readinessGates: [{conditionType: example.com/loaded}]\n  containers:\n"
      "    - {name: main, image: busybox, command: [sleep, \"1000\"]}\n";
  ASSERT_EQ(apply(waiting), "pod/web created\n");
  const CommandResult refused =
      patch("status", R"({"status":{"conditions":[{"type":"example.com/loaded","status":"True"}]}})");
  EXPECT_NE(refused.err.find("(Conflict)"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("does not run: conditions can be set once it has begun"), std::string::npos)
      << refused.err;
  EXPECT_EQ(field(".status.containerStatuses"), "");
}

// What kubectl debug makes without a terminal: it needs no attach.
TEST_F(Kubectl, DebugsAPodThatRuns) {
  ASSERT_EQ(apply(manifest("red")), "pod/web created\n");
  ASSERT_TRUE(wait_ready("web"));
  const auto debug = [this](std::vector<std::string> options, const std::string& script) {
    std::vector<std::string> arguments = {"debug", "web", "--image=busybox"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.insert(arguments.end(), {"--", "sh", "-c", script});
    return kubectl(arguments);
  };
  const CommandResult added =
      debug({"--container=look", "--target=main"}, "tr '\\0' ' ' </proc/1/cmdline; echo; exec sleep 1000");
  ASSERT_EQ(added.exit_code, 0) << added.err;
  const std::string state = ".status.ephemeralContainerStatuses[0].state.";
  ASSERT_TRUE(wait_for("web", "it looks", [&](const PodView&) { return !field(state + "running").empty(); }));
  EXPECT_TRUE(eventually(std::chrono::seconds(10), [this] {
    return kubectl({"logs", "web", "-c", "look"}).out == "sleep 1000 \n";
  })) << "it sees the processes of its target";
  EXPECT_EQ(kubectl({"exec", "web", "-c", "look", "--", "cat", "/proc/1/comm"}).out, "sleep\n");

  ASSERT_EQ(debug({"--container=ends"}, "echo alone $$$$; exit 3").exit_code, 0);
  const std::string other = ".status.ephemeralContainerStatuses[1].";
  ASSERT_TRUE(
      wait_for("web", "it ends", [&](const PodView&) { return field(other + "state.terminated.exitCode") == "3"; }));
  EXPECT_EQ(kubectl({"logs", "web", "-c", "ends"}).out, "alone 1\n") << "it has processes of its own only";

  agent().crash();
  restart_agent();
  ASSERT_TRUE(wait_ready("web"));
  EXPECT_FALSE(field(state + "running").empty());
  EXPECT_EQ(field(other + "restartCount"), "0");
  EXPECT_NE(kubectl({"get", "pod", "web", "--no-headers"}).out.find("2/2"), std::string::npos);
  EXPECT_EQ(agent().pod("web")->container("main").restarts, 0);
  const std::string described = kubectl({"describe", "pod", "web"}).out;
  EXPECT_NE(described.find("Ephemeral Containers:\n  look:"), std::string::npos) << described;
  EXPECT_NE(agent().peapod({"describe", "pod", "web"}).out.find("Ephemeral Containers:\n  look:"), std::string::npos);
}

TEST_F(Kubectl, DebuggersDoNotOutliveAReboot) {
  ASSERT_EQ(apply(manifest("red")), "pod/web created\n");
  ASSERT_TRUE(wait_ready("web"));
  ASSERT_EQ(kubectl({"debug", "web", "--image=busybox", "--container=look", "--", "sleep", "1000"}).exit_code, 0);
  ASSERT_EQ(kubectl({"label", "pod", "web", "colour=blue", "--overwrite"}).out, "pod/web labeled\n");
  EXPECT_EQ(field(".spec.ephemeralContainers[0].name"), "look");
  agent().crash();
  for (const auto& record : fs::directory_iterator(agent().root() + "/run/records")) fs::remove(record);
  restart_agent();
  ASSERT_TRUE(wait_ready("web"));
  EXPECT_EQ(field(".metadata.labels.colour"), "blue");
  EXPECT_EQ(field(".spec.ephemeralContainers"), "");
}

TEST_F(Kubectl, DebugsAPodOfAManifest) {
  agent().add_manifest("web.yaml", manifest("red"));
  const std::string web = static_name("web");
  ASSERT_TRUE(wait_ready(web));
  const std::string uid = agent().pod(web)->uid;
  const CommandResult added = kubectl({"debug", web, "--image=busybox", "--container=look", "--", "sleep", "1000"});
  ASSERT_EQ(added.exit_code, 0) << added.err;
  const auto runs = [&](const PodView&) {
    const std::string path = "jsonpath={.status.ephemeralContainerStatuses[0].state.running}";
    return !kubectl({"get", "pod", web, "-o", path}).out.empty();
  };
  ASSERT_TRUE(wait_for(web, "it looks", runs));
  agent().add_manifest("web.yaml", manifest("blue"));
  ASSERT_TRUE(wait_for(web, "another colour", [&](const PodView&) {
    return kubectl({"get", "pod", web, "-o", "jsonpath={.metadata.labels.colour}"}).out == "blue";
  }));
  EXPECT_TRUE(runs(*agent().pod(web)));
  EXPECT_EQ(agent().pod(web)->uid, uid);
}

TEST_F(Kubectl, ChangedLabelsOutliveTheAgent) {
  ASSERT_EQ(apply(manifest("red")), "pod/web created\n");
  ASSERT_TRUE(wait_ready("web"));
  const std::string uid = field(".metadata.uid");
  ASSERT_EQ(kubectl({"label", "pod", "web", "colour=blue", "--overwrite"}).out, "pod/web labeled\n");
  agent().crash();
  restart_agent();
  ASSERT_TRUE(wait_ready("web"));
  EXPECT_EQ(field(".metadata.labels.colour"), "blue");
  EXPECT_EQ(field(".metadata.uid"), uid);
  EXPECT_EQ(agent().pod("web")->container("main").restarts, 0);
  // As after a reboot: nothing but what is on disk.
  agent().crash();
  for (const auto& record : fs::directory_iterator(agent().root() + "/run/records")) fs::remove(record);
  restart_agent();
  ASSERT_TRUE(wait_ready("web"));
  EXPECT_EQ(field(".metadata.labels.colour"), "blue");
}

}  // namespace
}  // namespace peapod::test
