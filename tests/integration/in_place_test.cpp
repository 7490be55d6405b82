// What changes in a pod that runs: labels, annotations, one container's image, the deadline, and resources, by an edit
// of the manifest and through the API; the other containers do not notice.

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/integration/support/tcp_bridge.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

constexpr long long kMi = 1 << 20;

struct Sizes {
  std::string cpu = "200m";
  std::string memory = "32Mi";
  std::string other_memory = "16Mi";
};

class InPlace : public AgentTest {
 protected:
  // Two containers, the first of them with these limits.
  static std::string manifest(const Sizes& sizes, const std::string& metadata = "", const std::string& spec = "",
                              const std::string& of_first = "", const std::string& command = "sleep 1000000") {
    const auto container = [](const std::string& name, const std::string& limits, const std::string& what,
                              const std::string& rest) {
      return "  - name: " + name + "\n    image: busybox\n    command: [sh, -c, '" + what +
             "']\n    resources: {limits: {" + limits + "}}\n" + rest;
    };
    return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n" + metadata +
           "spec:\n  terminationGracePeriodSeconds: 1\n" + spec + "  containers:\n" +
           container("main", "cpu: " + sizes.cpu + ", memory: " + sizes.memory, command, of_first) +
           container("beside", "cpu: 100m, memory: " + sizes.other_memory, "sleep 1000000", "");
  }
  void edit(const std::string& text) { agent().add_manifest("web.yaml", text); }
  std::string pod() const { return static_name("web"); }
  std::string json() { return agent().peapod({"get", "pod", pod(), "-o", "json"}).out; }
  bool shows(const std::string& text) { return json().find(text) != std::string::npos; }
  std::string events() { return agent().peapod({"events", "--for", "pod/" + pod()}).out; }
  bool wait_json(const std::string& text) {
    return wait_for(pod(), text, [&](const PodView&) { return shows(text); });
  }

  // Of the pod's group, or of a container's.
  std::optional<long long> limit(const std::string& controller, const std::string& v1_file, const std::string& v2_file,
                                 const std::string& container = "") {
    for (const auto& group : pod_groups(uid_, controller)) {
      const bool is_it = container.empty() ? group.filename().string().find(uid_) != std::string::npos
                                           : group.filename().string().rfind(container + ".", 0) == 0;
      if (!is_it) continue;
      const auto v1 = read_number(group / v1_file);
      return v1 ? v1 : read_number(group / v2_file);
    }
    return std::nullopt;
  }
  std::optional<long long> memory(const std::string& container = "") {
    return limit("memory", "memory.limit_in_bytes", "memory.max", container);
  }
  std::optional<long long> quota(const std::string& container = "") {
    return limit("cpu", "cpu.cfs_quota_us", "cpu.max", container);
  }
  void begin(const std::string& text) {
    edit(text);
    ASSERT_TRUE(wait_ready(pod()));
    uid_ = agent().pod(pod())->uid;
  }
  void expect_same_pod(int restarts = 0) {
    EXPECT_EQ(agent().pod(pod())->uid, uid_);
    EXPECT_EQ(agent().pod(pod())->container("main").restarts, restarts);
    EXPECT_EQ(agent().pod(pod())->container("beside").restarts, 0);
  }

  std::string uid_;
};

TEST_F(InPlace, LabelsAndAnnotationsOfAManifest) {
  begin(manifest({}));
  edit(manifest({}, "  labels: {colour: blue}\n  annotations: {note: new}\n"));
  ASSERT_TRUE(wait_json("\"colour\": \"blue\""));
  EXPECT_TRUE(shows("\"note\": \"new\""));
  EXPECT_TRUE(shows("\"generation\": 1")) << json();
  expect_same_pod();
  agent().crash();
  restart_agent();
  ASSERT_TRUE(wait_ready(pod()));
  EXPECT_TRUE(shows("\"colour\": \"blue\""));
  expect_same_pod();
}

TEST_F(InPlace, AnotherImageStartsThatContainerAlone) {
  begin(manifest({}));
  std::string other = manifest({});
  other.replace(other.find("image: busybox"), 14, "image: peapod.local/host");
  edit(other);
  ASSERT_TRUE(wait_for(pod(), "main started anew", [](const PodView& view) {
    return view.container("main").restarts == 1 && view.container("main").state.kind == "running";
  }));
  EXPECT_TRUE(shows("\"image\": \"peapod.local/host\""));
  EXPECT_TRUE(shows("\"generation\": 2"));
  EXPECT_NE(events().find("Container main definition changed, will be restarted"), std::string::npos) << events();
  expect_same_pod(1);
}

// The one that runs is shown, also when the new one is not there.
TEST_F(InPlace, AnImageThatIsMissingIsNotShownAsTheOneThatRan) {
  const auto with_image = [](const std::string& image) {
    std::string text = manifest({});
    return text.replace(text.find("image: busybox"), 14, "image: " + image + "\n    imagePullPolicy: Never");
  };
  begin(with_image("busybox"));
  edit(with_image("missing:1"));
  ASSERT_TRUE(wait_for(pod(), "main cannot start",
                       [](const PodView& view) { return view.container("main").state.reason == "ErrImageNeverPull"; }));
  const std::string shown = json();
  const std::size_t status = shown.find("\"containerStatuses\"");
  EXPECT_NE(shown.find("\"image\": \"missing:1\""), std::string::npos) << "in the spec";
  EXPECT_EQ(shown.find("\"image\": \"missing:1\"", status), std::string::npos) << shown;
}

TEST_F(InPlace, AnotherDeadlineEndsThePodWhenItSays) {
  begin(manifest({}));
  edit(manifest({}, "", "  activeDeadlineSeconds: 1\n"));
  ASSERT_TRUE(wait_phase(pod(), "Failed"));
  EXPECT_EQ(agent().pod(pod())->reason, "DeadlineExceeded");
  EXPECT_EQ(agent().pod(pod())->uid, uid_);
}

TEST_F(InPlace, WhatNeedsANewPodGetsOne) {
  begin(manifest({}));
  edit(manifest({}, "", "  hostname: other\n"));
  ASSERT_TRUE(wait_for(pod(), "another pod", [&](const PodView& view) { return view.uid != uid_ && view.ready; }));
}

TEST_F(InPlace, ResourcesGrowAndShrinkWithoutARestart) {
  if (!has_controller("memory")) GTEST_SKIP() << "NOT TESTED: the memory controller is off";
  begin(manifest({}));
  ASSERT_EQ(memory(), 48 * kMi);
  edit(manifest({"400m", "48Mi", "8Mi"}));
  ASSERT_TRUE(wait_for(pod(), "the event",
                       [&](const PodView&) { return events().find("ResizeCompleted") != std::string::npos; }));
  EXPECT_EQ(memory(), 56 * kMi);
  EXPECT_EQ(memory("main"), 48 * kMi);
  EXPECT_EQ(memory("beside"), 8 * kMi);
  EXPECT_EQ(quota("main"), 40'000);
  EXPECT_EQ(quota(), 50'000);
  EXPECT_NE(events().find("Pod resize started: {\"containers\":[{\"name\":\"main\",\"resources\":{\"limits\":{\"cpu\":"
                          "\"400m\",\"memory\":\"48Mi\"}"),
            std::string::npos)
      << events();
  EXPECT_FALSE(shows("PodResizeInProgress")) << json();
  EXPECT_TRUE(shows("\"observedGeneration\": 2"));
  expect_same_pod();
  edit(manifest({}));
  ASSERT_TRUE(
      wait_for(pod(), "resized back", [&](const PodView&) { return memory() == 48 * kMi && quota() == 30'000; }));
  EXPECT_EQ(memory("main"), 32 * kMi);
  expect_same_pod();
}

// Of spec.resources: containers without limits of their own have the pod's.
TEST_F(InPlace, TheLimitsOfTheWholePod) {
  if (!has_controller("memory")) GTEST_SKIP() << "NOT TESTED: the memory controller is off";
  const auto shared = [](const std::string& cpu, const std::string& memory) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  terminationGracePeriodSeconds: 1\n"
           "  resources: {requests: {cpu: 10m, memory: 8Mi}, limits: {cpu: " +
           cpu + ", memory: " + memory +
           "}}\n  containers:\n"
           "  - {name: main, image: busybox, command: [sleep, \"1000000\"]}\n"
           "  - {name: beside, image: busybox, command: [sleep, \"1000000\"], resources: {limits: {memory: 8Mi}}}\n";
  };
  begin(shared("200m", "32Mi"));
  ASSERT_EQ(memory(), 32 * kMi);
  for (const auto& [cpu, mebibytes] : {std::pair{"300m", 48}, std::pair{"100m", 24}}) {
    edit(shared(cpu, std::to_string(mebibytes) + "Mi"));
    const int pod_quota = std::stoi(cpu) * 100;
    ASSERT_TRUE(wait_for(pod(), "resized", [&](const PodView&) {
      return memory() == mebibytes * kMi && memory("main") == mebibytes * kMi && quota() == pod_quota;
    }));
    EXPECT_EQ(memory("beside"), 8 * kMi);
    ASSERT_TRUE(wait_for(pod(), "done", [&](const PodView&) { return !shows("PodResizeInProgress"); }));
    expect_same_pod();
  }
  EXPECT_TRUE(shows("\"observedGeneration\": 3")) << json();
}

TEST_F(InPlace, AResizePolicyStartsItsContainerAnew) {
  if (!has_controller("memory")) GTEST_SKIP() << "NOT TESTED: the memory controller is off";
  const char* policy = "    resizePolicy: [{resourceName: memory, restartPolicy: RestartContainer}]\n";
  begin(manifest({}, "", "", policy));
  edit(manifest({"300m", "32Mi", "16Mi"}, "", "", policy));
  ASSERT_TRUE(wait_for(pod(), "resized", [&](const PodView&) { return quota("main") == 30'000; }));
  expect_same_pod(0);
  edit(manifest({"300m", "16Mi", "16Mi"}, "", "", policy));
  ASSERT_TRUE(wait_for(pod(), "main started anew", [](const PodView& view) {
    return view.container("main").restarts == 1 && view.container("main").state.kind == "running";
  }));
  ASSERT_TRUE(wait_for(pod(), "the pod fits", [&](const PodView&) { return memory() == 32 * kMi; }));
  EXPECT_EQ(memory("main"), 16 * kMi);
  EXPECT_NE(events().find("Container main resize requires restart"), std::string::npos) << events();
  expect_same_pod(1);
}

// What is in use is not taken away; when it is free, the resize goes on.
TEST_F(InPlace, MemoryInUseKeepsItsLimit) {
  if (!has_controller("memory")) GTEST_SKIP() << "NOT TESTED: the memory controller is off";
  const std::string fill =
      "dd if=/dev/zero of=/fill/data bs=1M count=20 2>/dev/null; echo full; until [ -e /fill/go ]; do sleep 0.1; done; "
      "rm /fill/data; sleep 1000000";
  const std::string volume = "  volumes: [{name: fill, emptyDir: {medium: Memory}}]\n";
  const std::string mount = "    volumeMounts: [{name: fill, mountPath: /fill}]\n";
  begin(manifest({}, "", volume, mount, fill));
  ASSERT_TRUE(wait_log(pod(), "main", "full"));
  edit(manifest({"200m", "8Mi", "16Mi"}, "", volume, mount, fill));
  ASSERT_TRUE(wait_json("PodResizeInProgress"));
  EXPECT_TRUE(shows("\"Error\"")) << json();
  EXPECT_TRUE(shows("attempting to set container \\\"main\\\" memory limit (8388608) below current usage (")) << json();
  EXPECT_EQ(memory("main"), 32 * kMi);
  EXPECT_NE(events().find("ResizeError"), std::string::npos);
  agent().crash();
  restart_agent();
  ASSERT_TRUE(wait_json("PodResizeInProgress")) << "a new agent goes on with it";
  EXPECT_EQ(memory("main"), 32 * kMi);
  ASSERT_EQ(agent().peapod({"exec", pod(), "-c", "main", "--", "touch", "/fill/go"}).exit_code, 0);
  ASSERT_TRUE(wait_for(pod(), "resized", [&](const PodView&) { return memory("main") == 8 * kMi; }));
  ASSERT_TRUE(wait_for(pod(), "the pod fits", [&](const PodView&) { return memory() == 24 * kMi; }));
  ASSERT_TRUE(wait_for(pod(), "done", [&](const PodView&) { return !shows("PodResizeInProgress"); }));
  expect_same_pod();
}

TEST_F(InPlace, WhatTheBoxDoesNotHaveIsPending) {
  begin(manifest({}));
  edit(manifest({"1000", "32Mi", "16Mi"}));
  ASSERT_TRUE(wait_json("PodResizePending"));
  EXPECT_TRUE(shows("\"Infeasible\"")) << json();
  EXPECT_TRUE(shows("Node didn't have enough capacity: cpu, requested: 1000100, capacity: ")) << json();
  EXPECT_NE(events().find("ResizeInfeasible"), std::string::npos) << events();
  EXPECT_EQ(quota("main"), 20'000);
  agent().crash();
  restart_agent();
  EXPECT_TRUE(wait_json("PodResizePending"));
  EXPECT_TRUE(shows("\"generation\": 2")) << json();
  expect_same_pod();
  edit(manifest({}));
  ASSERT_TRUE(wait_for(pod(), "nothing pending", [&](const PodView&) { return !shows("PodResizePending"); }));
  expect_same_pod();
}

TEST_F(InPlace, ADeferredResizeComesWhenOthersGiveRoom) {
  agent().stop();
  write_text(agent().root() + "/agent.yaml",
             "apiVersion: peapod.dev/v1alpha1\nkind: AgentConfig\nsystemReserved: {memory: 16Mi}\n");
  restart_agent();
  const std::string node = agent().peapod({"get", "nodes", "-o", "json"}).out;
  begin(manifest({}));
  const std::size_t at = node.find("\"cpu\": \"", node.find("\"allocatable\""));
  ASSERT_NE(at, std::string::npos) << node;
  const std::string cpus = node.substr(at + 8, node.find('"', at + 8) - at - 8);
  // Leaves 100 milli-CPUs beside the 300 of the pod.
  const long long milli = cpus.back() == 'm' ? std::stoll(cpus) : std::stoll(cpus) * 1000;
  agent().add_manifest("other.yaml",
                       "apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec:\n  terminationGracePeriodSeconds: 1\n"
                       "  containers:\n  - name: main\n    image: busybox\n    command: [sleep, \"1000000\"]\n"
                       "    resources: {requests: {cpu: " +
                           std::to_string(milli - 400) + "m}}\n");
  ASSERT_TRUE(wait_ready(static_name("other")));
  edit(manifest({"500m", "32Mi", "16Mi"}));
  ASSERT_TRUE(wait_json("PodResizePending"));
  EXPECT_TRUE(shows("\"Deferred\"")) << json();
  EXPECT_EQ(quota("main"), 20'000);
  agent().remove_manifest("other.yaml");
  ASSERT_TRUE(wait_for(pod(), "resized", [&](const PodView&) { return quota("main") == 50'000; }));
  ASSERT_TRUE(wait_for(pod(), "nothing pending", [&](const PodView&) { return !shows("PodResizePending"); }));
  expect_same_pod();
  std::filesystem::remove(agent().root() + "/agent.yaml");
}

}  // namespace
}  // namespace peapod::test
