// PATCH of pods, and what PUT has in common with it: changes of metadata, preconditions, refusals.

#include "tests/unit/api/api_test.h"

namespace peapod::api {
namespace {

constexpr char kWeb[] = "/api/v1/namespaces/default/pods/web";
constexpr char kStrategic[] = "Content-Type: application/strategic-merge-patch+json\r\n";
constexpr char kMerge[] = "Content-Type: application/merge-patch+json\r\n";
constexpr char kJson[] = "Content-Type: application/json-patch+json\r\n";

using Asked = std::vector<std::string>;

class PatchTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    pods_.add(kWebManifest);
  }
  Answer patch(const std::string& body, const std::string& type, const std::string& query = {}) {
    return ask("PATCH", kWeb + query, body, type);
  }
  std::string label(const std::string& key) {
    const auto& labels = pods_.pods.front().pod.metadata.labels;
    const auto found = labels.find(key);
    return found == labels.end() ? "<none>" : found->second;
  }
};

TEST_F(PatchTest, LabelsInEachOfTheThreeWays) {
  const Answer strategic = patch(R"({"metadata":{"labels":{"a":"1"}}})", kStrategic);
  ASSERT_EQ(strategic.status, 200) << strategic.body;
  EXPECT_STREQ(parse(strategic.body)["metadata"]["labels"]["a"].GetString(), "1");
  EXPECT_EQ(patch(R"({"metadata":{"labels":{"a":null,"b":"2"}}})", kMerge).status, 200);
  EXPECT_EQ(patch(R"([{"op":"test","path":"/status/phase","value":"Running"},)"
                  R"({"op":"add","path":"/metadata/labels/c","value":"3"}])",
                  kJson)
                .status,
            200);
  EXPECT_EQ(label("app") + label("a") + label("b") + label("c"), "web<none>23");
  EXPECT_EQ(pods_.asked, (Asked{"change default/web", "change default/web", "change default/web"}));
}

TEST_F(PatchTest, AnnotationsAsKubectlApplySendsThem) {
  const Answer answer =
      patch(R"({"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}\n"}},)"
            R"("spec":{"$setElementOrder/containers":[{"name":"server"},{"name":"beside"}]}})",
            "Content-Type: application/strategic-merge-patch+json; charset=utf-8\r\n",
            "?fieldManager=kubectl-client-side-apply");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(pods_.pods.front().pod.metadata.annotations.at("kubectl.kubernetes.io/last-applied-configuration"), "{}\n");
}

TEST_F(PatchTest, OfNothingChangesNothing) {
  const Answer before = get(kWeb);
  EXPECT_EQ(patch("{}", kStrategic).body, before.body);
  EXPECT_EQ(patch("{}", kMerge).body, before.body);
  EXPECT_EQ(patch("[]", kJson).body, before.body);
  EXPECT_EQ(patch(R"({"spec":{"containers":[{"name":"server","image":"busybox"}]}})", kStrategic).body, before.body);
  EXPECT_TRUE(pods_.asked.empty());
}

TEST_F(PatchTest, DryRunShowsWhatWouldBe) {
  const Answer answer = patch(R"({"metadata":{"labels":{"a":"1"}}})", kMerge, "?dryRun=All");
  ASSERT_EQ(answer.status, 200);
  const auto pod = parse(answer.body);
  EXPECT_STREQ(pod["metadata"]["labels"]["a"].GetString(), "1");
  EXPECT_STREQ(pod["metadata"]["uid"].GetString(), "uid-web");
  EXPECT_STREQ(pod["status"]["phase"].GetString(), "Running");
  EXPECT_EQ(label("a"), "<none>");
  EXPECT_TRUE(pods_.asked.empty());
}

TEST_F(PatchTest, AnotherSpecIsForbidden) {
  const Answer answer = patch(R"({"spec":{"containers":[{"name":"beside","tty":true}]}})", kStrategic);
  EXPECT_EQ(answer.status, 422);
  const auto status = parse(answer.body);
  EXPECT_STREQ(status["reason"].GetString(), "Invalid");
  const auto& cause = status["details"]["causes"][0];
  EXPECT_STREQ(cause["reason"].GetString(), "FieldValueForbidden");
  EXPECT_STREQ(
      cause["message"].GetString(),
      "Forbidden: pod updates may not change fields other than `spec.containers[*].image`, "
      "`spec.initContainers[*].image`, `spec.activeDeadlineSeconds`, `spec.tolerations`, `metadata.labels` and "
      "`metadata.annotations`; replace the pod (PUT), or delete it and create it anew");
  const auto field = [this](const char* body) {
    const Answer refused = patch(body, kStrategic);
    const auto json = parse(refused.body);
    return std::string(json["details"]["causes"][0]["field"].GetString());
  };
  EXPECT_STREQ(cause["field"].GetString(), "spec.containers[1].tty");
  EXPECT_EQ(field(R"({"spec":{"activeDeadlineSeconds":0}})"), "spec.activeDeadlineSeconds");
  EXPECT_EQ(field(R"({"spec":{"containers":[{"name":"new","image":"i"}]}})"), "spec.containers[0].name");
  EXPECT_EQ(field(R"({"spec":{"containers":[{"name":"beside","$patch":"delete"}]}})"), "spec.containers");
  EXPECT_TRUE(pods_.asked.empty());
}

TEST_F(PatchTest, AnImageAndTheDeadlineChangeInPlace) {
  EXPECT_EQ(
      patch(R"({"spec":{"containers":[{"name":"beside","image":"nginx"}],"activeDeadlineSeconds":5}})", kStrategic)
          .status,
      200);
  EXPECT_EQ(pods_.pods.front().pod.spec.containers[1].image, "nginx");
  EXPECT_EQ(pods_.pods.front().pod.spec.active_deadline_seconds, 5);
  const Answer refused = patch(R"({"spec":{"activeDeadlineSeconds":6}})", kMerge);
  EXPECT_EQ(refused.status, 422);
  EXPECT_STREQ(parse(refused.body)["details"]["causes"][0]["message"].GetString(),
               "Invalid value: 6: must be less than or equal to previous value");
  EXPECT_EQ(pods_.asked, Asked{"change default/web"});
}

constexpr char kSized[] =
    "{apiVersion: v1, kind: Pod, metadata: {name: sized}, spec: {containers: ["
    "{name: main, image: busybox, resources: {requests: {cpu: 100m}, limits: {cpu: 200m}}}, "
    "{name: beside, image: busybox}]}}";
constexpr char kResize[] = "/api/v1/namespaces/default/pods/sized/resize";

TEST_F(PatchTest, ResizeChangesResourcesAlone) {
  pods_.add(kSized);
  const std::string patch_of = R"({"spec":{"containers":[{"name":"main","resources":{"limits":{"cpu":"300m"}}}]}})";
  const Answer main_resource = ask("PATCH", "/api/v1/namespaces/default/pods/sized", patch_of, kStrategic);
  EXPECT_EQ(main_resource.status, 422);
  EXPECT_NE(message(main_resource).find("resize the pod (--subresource resize)"), std::string::npos)
      << message(main_resource);
  const Answer answer = ask("PATCH", kResize, patch_of, kStrategic);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(pods_.pods.back().pod.spec.containers[0].resources.limits.cpu->text, "300m");
  EXPECT_EQ(pods_.asked, Asked{"change default/sized"});
  const Answer shown = get(kResize);
  ASSERT_EQ(shown.status, 200);
  EXPECT_EQ(ask("PUT", kResize, shown.body).status, 200);
  EXPECT_EQ(ask("DELETE", kResize).status, 405);
  EXPECT_EQ(pods_.asked.size(), 1U) << "the same pod";
}

TEST_F(PatchTest, ResizeIsRefusedInTheWordsOfTheApiServer) {
  pods_.add(kSized);
  const auto refusal = [&](const std::string& body) {
    const Answer answer = ask("PATCH", kResize, body, kMerge);
    EXPECT_EQ(answer.status, 422) << answer.body;
    const auto json = parse(answer.body);
    const auto& cause = json["details"]["causes"][0];
    return std::string(cause["field"].GetString()) + ": " + cause["message"].GetString();
  };
  const auto with = [](const std::string& resources, const std::string& more = "") {
    return R"({"spec":{"containers":[{"name":"main","image":"busybox","resources":)" + resources + more +
           R"(},{"name":"beside","image":"busybox"}]}})";
  };
  EXPECT_EQ(refusal(with(R"({"requests":{"cpu":"100m"},"limits":{"cpu":"200m"}})", R"(,"tty":true)")),
            "spec.containers[0].tty: Forbidden: only cpu and memory resources are mutable");
  EXPECT_EQ(refusal(with(R"({"requests":{"cpu":"100m"},"limits":{"cpu":null}})")),
            "spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed");
  const std::string alone = R"([{"name":"main","image":"busybox","resources":{"requests":{"cpu":"100m"},)"
                            R"("limits":{"cpu":"200m"}}}])";
  EXPECT_EQ(refusal(R"({"spec":{"containers":)" + alone + "}}"),
            "spec.containers: Forbidden: only cpu and memory resources are mutable");
  EXPECT_TRUE(pods_.asked.empty());
}

constexpr char kEphemeral[] = "/api/v1/namespaces/default/pods/web/ephemeralcontainers";

// As kubectl debug sends it.
TEST_F(PatchTest, EphemeralContainersAreAdded) {
  const std::string debugger = R"({"spec":{"ephemeralContainers":[{"name":"look","image":"busybox",)"
                               R"("targetContainerName":"server","stdin":true}]}})";
  EXPECT_EQ(patch(debugger, kStrategic).status, 422) << "not by a change of the pod itself";
  const Answer answer = ask("PATCH", kEphemeral, debugger, kStrategic);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto shown = parse(answer.body);
  EXPECT_STREQ(shown["spec"]["ephemeralContainers"][0]["targetContainerName"].GetString(), "server");
  EXPECT_STREQ(shown["status"]["ephemeralContainerStatuses"][0]["name"].GetString(), "look");
  EXPECT_EQ(ask("PUT", kEphemeral, get(kEphemeral).body).status, 200);
  EXPECT_EQ(ask("PUT", kWeb, kWebManifest).status, 200) << "what a manifest does not say stays";
  EXPECT_EQ(pods_.asked, Asked{"change default/web"});
  EXPECT_EQ(ask("DELETE", kEphemeral).status, 405);
}

TEST_F(PatchTest, EphemeralContainersThatAreThereStay) {
  const auto add = [&](const std::string& body) { return ask("PATCH", kEphemeral, body, kMerge); };
  ASSERT_EQ(add(R"({"spec":{"ephemeralContainers":[{"name":"look","image":"busybox"}]}})").status, 200);
  struct Case {
    const char* body;
    const char* cause;
  };
  const Case cases[] = {
      {R"({"spec":{"ephemeralContainers":null}})",
       "Forbidden: existing ephemeral containers \"look\" may not be removed"},
      {R"({"spec":{"ephemeralContainers":[{"name":"look","image":"nginx"}]}})",
       "Forbidden: existing ephemeral containers \"look\" may not be changed"},
      {R"({"spec":{"activeDeadlineSeconds":5}})", "Forbidden: only ephemeral containers may be added"},
      {R"({"spec":{"ephemeralContainers":[{"name":"look","image":"busybox"},{"name":"server","image":"busybox"}]}})",
       "Duplicate value: \"server\""},
      {R"({"spec":{"ephemeralContainers":[{"name":"look","image":"busybox"},)"
       R"({"name":"two","image":"busybox","targetContainerName":"gone"}]}})",
       "Not found: \"gone\""},
  };
  for (const Case& c : cases) {
    const Answer answer = add(c.body);
    EXPECT_EQ(answer.status, 422) << c.body << answer.body;
    EXPECT_STREQ(parse(answer.body)["details"]["causes"][0]["message"].GetString(), c.cause);
  }
  EXPECT_EQ(pods_.asked.size(), 1U);
}

TEST_F(PatchTest, AResizeIsShown) {
  FakePod& pod = pods_.add(kSized);
  pod.policy.generation = 2;
  pod.status.observed_generation = 2;
  pod.details.resize(2);
  pod.details[0].resources = pod.pod.spec.containers[0].resources;
  pod.granted = pod.pod.spec;
  pod.pod.spec.containers[0].resources.requests.cpu->text = "150m";
  pod.resize_pending = runtime::ResizeCondition{"Deferred", "not now", {903'000}};
  pod.resize_in_progress = runtime::ResizeCondition{"", "", {904'000}};
  const Answer answer = get("/api/v1/namespaces/default/pods/sized");
  const auto json = parse(answer.body);
  EXPECT_EQ(json["metadata"]["generation"].GetInt(), 2);
  const auto& conditions = json["status"]["conditions"];
  EXPECT_STREQ(conditions[0]["type"].GetString(), "PodResizePending");
  EXPECT_STREQ(conditions[0]["reason"].GetString(), "Deferred");
  EXPECT_STREQ(conditions[0]["message"].GetString(), "not now");
  EXPECT_EQ(conditions[0]["observedGeneration"].GetInt(), 2);
  EXPECT_STREQ(conditions[1]["type"].GetString(), "PodResizeInProgress");
  EXPECT_FALSE(conditions[1].HasMember("reason"));
  const auto& containers = json["status"]["containerStatuses"];
  EXPECT_STREQ(json["spec"]["containers"][0]["resources"]["requests"]["cpu"].GetString(), "150m");
  EXPECT_STREQ(containers[1]["allocatedResources"]["cpu"].GetString(), "100m");
  EXPECT_STREQ(containers[1]["resources"]["limits"]["cpu"].GetString(), "200m");
  EXPECT_FALSE(containers[0].HasMember("allocatedResources"));
}

TEST_F(PatchTest, AnInvalidPodIsRefusedWithTheFields) {
  const Answer answer = patch(R"({"metadata":{"labels":{"a":"no good"}}})", kMerge);
  EXPECT_EQ(answer.status, 422) << answer.body;
  EXPECT_STREQ(parse(answer.body)["details"]["causes"][0]["field"].GetString(), "metadata.labels.a");
  EXPECT_EQ(patch(R"({"spec":{"nonsense":1}})", kMerge).status, 422);
  EXPECT_EQ(patch(R"({"metadata":{"name":"other"}})", kMerge).status, 400);
  EXPECT_EQ(patch(R"({"metadata":{"namespace":"lab"}})", kMerge).status, 400);
  EXPECT_EQ(patch(R"([1])", kMerge).status, 400);
  EXPECT_TRUE(pods_.asked.empty());
}

TEST_F(PatchTest, PreconditionsConflict) {
  const Answer version = patch(R"({"metadata":{"resourceVersion":"1","labels":{"a":"1"}}})", kMerge);
  EXPECT_EQ(version.status, 409);
  EXPECT_EQ(message(version),
            "Operation cannot be fulfilled on pods \"web\": the object has been modified; please apply your changes to "
            "the latest version and try again");
  const Answer uid = patch(R"({"metadata":{"uid":"other","labels":{"a":"1"}}})", kMerge);
  EXPECT_EQ(uid.status, 409);
  EXPECT_EQ(message(uid), "Precondition failed: UID in precondition: other, UID in object meta: uid-web");
  EXPECT_TRUE(pods_.asked.empty());
  const std::string present = std::to_string(pods_.pods.front().version);
  EXPECT_EQ(patch(R"({"metadata":{"resourceVersion":")" + present + R"(","labels":{"a":"1"}}})", kMerge).status, 200);
}

TEST_F(PatchTest, RefusalsOfPatchesThemselves) {
  const Answer missing = patch(R"([{"op":"remove","path":"/metadata/labels/x"}])", kJson);
  EXPECT_EQ(missing.status, 422);
  EXPECT_EQ(message(missing),
            "operation 0: remove operation does not apply: doc is missing path: \"/metadata/labels/x\": missing value");
  EXPECT_FALSE(parse(missing.body).HasMember("details")) << "kubectl shows the message only without them";
  EXPECT_EQ(patch(R"([{"op":"test","path":"/metadata/name","value":"x"}])", kJson).status, 422);
  EXPECT_EQ(patch("{", kMerge).status, 400);
  EXPECT_EQ(patch("{}", kJson).status, 400);
  EXPECT_EQ(patch(std::string(100, '[') + std::string(100, ']'), kMerge).status, 413);
  EXPECT_EQ(ask("PATCH", "/api/v1/namespaces/default/pods/nope", "{}", kMerge).status, 404);
  EXPECT_EQ(message(patch("{}", "Content-Type: application/apply-patch+yaml\r\n")),
            "server-side apply is not supported: apply without --server-side");
  EXPECT_EQ(message(patch("{}", "Content-Type: application/json\r\n")),
            "the body of the request was in an unknown format - accepted media types include: "
            "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json");
  pods_.refusal = runtime::Refusal{runtime::Refusal::Kind::Forbidden, "it is a static pod"};
  EXPECT_EQ(patch(R"({"metadata":{"labels":{"a":"1"}}})", kMerge).status, 403);
}

TEST_F(PatchTest, AReplacementThatDiffersInMetadataOnlyChangesThePodInPlace) {
  std::string body = get(kWeb).body;
  body.replace(body.find(R"("app":"web")"), 11, R"("app":"new")");
  const Answer replaced = ask("PUT", kWeb, body);
  ASSERT_EQ(replaced.status, 200) << replaced.body;
  EXPECT_EQ(label("app"), "new");
  EXPECT_EQ(pods_.asked, Asked{"change default/web"});
  EXPECT_EQ(ask("PUT", kWeb, body).status, 409) << "the version it was made from is gone";
}

}  // namespace
}  // namespace peapod::api
