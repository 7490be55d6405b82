#include "firmware-agent/runtime/identity.h"

#include <gtest/gtest.h>

#include "config/load.h"
#include "firmware-agent/runtime/manifest_text.h"
#include "firmware-agent/runtime/policy_from_spec.h"

namespace peapod::runtime {
namespace {

std::uint64_t capabilities(std::vector<std::string> add, std::vector<std::string> drop) {
  config::SecurityContext context;
  config::Capabilities& capabilities = context.capabilities.emplace();
  capabilities.add = std::move(add);
  capabilities.drop = std::move(drop);
  std::uint64_t mask = 0;
  EXPECT_FALSE(choose_capabilities(context, mask));
  return mask;
}

TEST(Capabilities, AllComesBeforeSingleOnes) {
  const std::uint64_t defaults = platform::default_capabilities();
  const std::uint64_t net_admin = *platform::capability_mask("NET_ADMIN");
  const std::uint64_t chown = *platform::capability_mask("CHOWN");
  EXPECT_EQ(capabilities({}, {}), defaults);
  EXPECT_EQ(capabilities({"NET_ADMIN"}, {"CHOWN"}), (defaults | net_admin) & ~chown);
  EXPECT_EQ(capabilities({"NET_ADMIN"}, {"ALL"}), net_admin);
  EXPECT_EQ(capabilities({"ALL"}, {"NET_ADMIN"}), *platform::capability_mask("ALL") & ~net_admin);
}

TEST(Capabilities, UnknownOnesAreRefusedByName) {
  config::SecurityContext context;
  context.capabilities.emplace().add = {"FLY"};
  std::uint64_t mask = 0;
  const auto failure = choose_capabilities(context, mask);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, core::StartFailure::CreateContainerConfigError);
  EXPECT_NE(failure->message.find("\"FLY\""), std::string::npos);
}

constexpr char kManifest[] = R"(
apiVersion: v1
kind: Pod
metadata:
  name: web
  uid: 0123456789abcdef
  labels: {app: web-1}
spec:
  activeDeadlineSeconds: 60
  terminationGracePeriodSeconds: 7
  initContainers:
    - {name: first, image: busybox}
    - {name: side, image: busybox, restartPolicy: Always}
  containers:
    - name: main
      image: busybox
      readinessProbe: {exec: {command: ["true"]}, periodSeconds: 3, failureThreshold: 4}
      lifecycle: {preStop: {sleep: {seconds: 1}}}
)";

TEST(Policy, TakesNumbersAndKindsFromTheManifest) {
  const config::Loaded loaded = config::load_pods(std::string_view(kManifest).substr(1));
  ASSERT_EQ(loaded.pods.size(), 1U) << config::render(loaded.diagnostics, "manifest");
  const core::PodPolicy policy = policy_from_spec(loaded.pods[0].spec, 60'000);
  EXPECT_EQ(policy.backoff_max, 60'000);
  ASSERT_EQ(policy.containers.size(), 3U);
  EXPECT_EQ(policy.containers[0].kind, core::ContainerKind::Init);
  EXPECT_EQ(policy.containers[1].kind, core::ContainerKind::Sidecar);
  EXPECT_EQ(policy.containers[2].kind, core::ContainerKind::Main);
  EXPECT_EQ(policy.active_deadline, 60'000);
  EXPECT_EQ(policy.termination_grace, 7'000);
  const auto& readiness = policy.containers[2].probes[static_cast<std::size_t>(core::ProbeKind::Readiness)];
  ASSERT_TRUE(readiness);
  EXPECT_EQ(readiness->period, 3'000);
  EXPECT_EQ(readiness->failure_threshold, 4);
  EXPECT_TRUE(policy.containers[2].has_pre_stop);
  EXPECT_FALSE(policy.containers[2].has_post_start);
  EXPECT_EQ(container_field_path(loaded.pods[0].spec, 1), "spec.initContainers{side}");
  EXPECT_EQ(container_field_path(loaded.pods[0].spec, 2), "spec.containers{main}");
}

// What is asked of a container's cgroup: its own amounts, or the pod's for want of a limit, however they are written.
TEST(Policy, DefinitionFollowsWhatTheContainerMayUse) {
  const auto definitions = [](const std::string& of_pod, const std::string& of_container) {
    const config::Loaded loaded = config::load_pods(
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {resources: {limits: {" + of_pod +
        "}}, containers: [{name: own, image: i, resources: {limits: {cpu: 100m, memory: 8Mi}}}, {name: shares, image: "
        "i, resources: {requests: {" +
        of_container + "}}}]}}");
    EXPECT_EQ(loaded.pods.size(), 1U) << config::render(loaded.diagnostics, "manifest");
    const core::PodPolicy policy = policy_from_spec(loaded.pods.at(0).spec, 60'000);
    return std::pair(policy.containers[0].definition, policy.containers[1].definition);
  };
  const auto [own, shares] = definitions("cpu: 1, memory: 64Mi", "cpu: 10m");
  EXPECT_EQ(definitions("cpu: 1000m, memory: 65536Ki", "cpu: 0.01").second, shares);
  const auto [same_own, other_shares] = definitions("cpu: 2, memory: 64Mi", "cpu: 10m");
  EXPECT_EQ(same_own, own);
  EXPECT_EQ(other_shares.image, shares.image);
  EXPECT_EQ(other_shares.memory, shares.memory);
  EXPECT_NE(other_shares.cpu, shares.cpu);
  EXPECT_NE(definitions("cpu: 1, memory: 64Mi", "cpu: 20m").second.cpu, shares.cpu);
}

TEST(ManifestText, IsReadBackToTheSamePod) {
  const config::Loaded loaded = config::load_pods(std::string_view(kManifest).substr(1));
  ASSERT_EQ(loaded.pods.size(), 1U);
  const std::string text = manifest_text(loaded.pods[0]);
  const config::Loaded again = config::load_pods(text);
  ASSERT_EQ(again.pods.size(), 1U) << text << "\n" << config::render(again.diagnostics, "text");
  EXPECT_EQ(manifest_text(again.pods[0]), text);
  EXPECT_EQ(again.pods[0].metadata.uid, "0123456789abcdef");
  EXPECT_EQ(again.pods[0].metadata.labels.at("app"), loaded.pods[0].metadata.labels.at("app"));
}

}  // namespace
}  // namespace peapod::runtime
