// What may change in a pod that runs (Kubernetes 1.36 ValidatePodUpdate, ValidatePodResize).

#include "firmware-agent/runtime/pod_change.h"

#include "tests/unit/runtime/resource_pods.h"

namespace peapod::runtime {
namespace {

constexpr const char* kNow = "{name: a, image: one, resources: {requests: {cpu: 100m}, limits: {cpu: 200m}}}, {c}";

struct Row {
  const char* containers;
  const char* rest;
  bool update, resize;  // By which nothing else differs.
};

TEST(PodChange, EachScopeHasItsFields) {
  const config::PodSpec now = pod_of(kNow);
  const Row rows[] = {
      {kNow, "", true, true},
      {"{name: a, image: two, resources: {requests: {cpu: 100m}, limits: {cpu: 200m}}}, {c}", "", true, false},
      {kNow, "activeDeadlineSeconds: 5", true, false},
      {"{name: a, image: one, resources: {requests: {cpu: 150m}, limits: {cpu: 200m}}}, {c}", "", false, true},
      {"{name: a, image: two, resources: {requests: {cpu: 150m}, limits: {cpu: 200m}}}, {c}", "", false, false},
      {"{name: b, image: one, resources: {requests: {cpu: 100m}, limits: {cpu: 200m}}}, {c}", "", false, false},
      {"{name: a, image: one, resources: {requests: {cpu: 100m}, limits: {cpu: 200m}}}", "", false, false},
      {kNow, "terminationGracePeriodSeconds: 5", false, false},
      {"{name: a, image: one, resources: {requests: {cpu: 100m, ephemeral-storage: 1}, limits: {cpu: 200m}}}, {c}", "",
       false, false},
  };
  for (const Row& row : rows) {
    const config::PodSpec wanted = pod_of(row.containers, row.rest);
    EXPECT_EQ(same_spec(now, without_changes(now, wanted, ChangeScope::Update)), row.update)
        << row.containers << row.rest;
    EXPECT_EQ(same_spec(now, without_changes(now, wanted, ChangeScope::Resize)), row.resize)
        << row.containers << row.rest;
  }
}

TEST(PodChange, TakesWhatItSays) {
  config::PodSpec spec = pod_of(kNow);
  const config::Container* first = &spec.containers[0];
  const config::PodSpec wanted =
      pod_of("{name: a, image: 'two:1', resources: {requests: {cpu: 150m}, limits: {cpu: 300m}}}, {c}",
             "activeDeadlineSeconds: 5");
  EXPECT_TRUE(may_follow(spec, wanted));
  EXPECT_TRUE(resources_differ(spec, wanted));
  take_update(spec, wanted);
  EXPECT_EQ(first->image, "two:1");
  EXPECT_EQ(first->resources.limits.cpu->text, "200m");
  take_resources(spec, wanted);
  EXPECT_EQ(first->resources.limits.cpu->text, "300m");
  EXPECT_TRUE(same_spec(spec, wanted)) << "the pull policy that the tag means, too";
}

std::string forbidden(const config::PodSpec& now, const config::PodSpec& wanted,
                      ChangeScope scope = ChangeScope::Resize) {
  const auto found = forbidden_change(now, wanted, scope);
  return found ? found->field + ": " + found->message : "";
}

TEST(PodChange, ResizesKeepTheClassAndRemoveNothing) {
  EXPECT_EQ(forbidden(pod_of(of("cpu: 1", "cpu: 2")), pod_of(of("cpu: 2", "cpu: 3"))), "");
  EXPECT_EQ(forbidden(pod_of(of("cpu: 1", "cpu: 2")), pod_of(of("cpu: 1, memory: 1", "cpu: 2, memory: 2"))), "")
      << "more may be said";
  EXPECT_EQ(forbidden(pod_of("{c}"), pod_of(of("cpu: 1", ""))),
            "spec: Invalid value: \"Burstable\": Pod QOS Class may not change as a result of resizing");
  EXPECT_EQ(forbidden(pod_of(of("cpu: 1", "cpu: 2")), pod_of(of("cpu: 1", ""))),
            "spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed");
  EXPECT_EQ(forbidden(pod_of(of("cpu: 1, memory: 1", "")), pod_of(of("cpu: 1", ""))),
            "spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed");
  const char* kShared = "resources: {limits: {cpu: 2}, requests: {cpu: 1}}";
  EXPECT_EQ(forbidden(pod_of(of("cpu: 1", ""), kShared), pod_of(of("cpu: 1", ""))),
            "spec.resources: Forbidden: pod-level resources cannot be removed");
  EXPECT_EQ(forbidden(pod_of(of("cpu: 1", ""), kShared),
                      pod_of(of("cpu: 1", ""), "resources: {limits: {cpu: 3}, requests: {cpu: 1}}")),
            "");
  const auto init = [](const char* cpu, const char* rest) {
    return pod_of("{c}", std::string("initContainers: [{name: i, image: i, resources: {requests: {cpu: ") + cpu +
                             "}}, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]" + rest + "}]");
  };
  EXPECT_EQ(forbidden(init("1", ""), init("2", "")),
            "spec.initContainers[0]: Forbidden: non-sidecar init containers with a resize policy of RestartContainer "
            "cannot be resized");
  EXPECT_EQ(forbidden(init("1", ", restartPolicy: Always"), init("2", ", restartPolicy: Always")), "");
}

TEST(PodChange, DeadlinesOnlyShrink) {
  const auto with = [](const char* deadline) { return pod_of("{c}", deadline); };
  const auto update = [&](const char* now, const char* then) {
    return forbidden(with(now), with(then), ChangeScope::Update);
  };
  EXPECT_EQ(update("", "activeDeadlineSeconds: 5"), "");
  EXPECT_EQ(update("activeDeadlineSeconds: 5", "activeDeadlineSeconds: 4"), "");
  EXPECT_EQ(update("activeDeadlineSeconds: 5", "activeDeadlineSeconds: 6"),
            "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value");
  EXPECT_EQ(update("activeDeadlineSeconds: 5", ""),
            "spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value");
  EXPECT_TRUE(may_follow(with("activeDeadlineSeconds: 5"), with("activeDeadlineSeconds: 6")))
      << "a manifest is free to say so";
}

}  // namespace
}  // namespace peapod::runtime
