// POST, PUT and DELETE of pods.

#include "tests/unit/api/api_test.h"

namespace peapod::api {
namespace {

constexpr char kPods[] = "/api/v1/namespaces/default/pods";
constexpr char kWeb[] = "/api/v1/namespaces/default/pods/web";

using Asked = std::vector<std::string>;

TEST_F(ApiTest, CreatesFromYamlAndJson) {
  const Answer made =
      ask("POST", kPods,
          "apiVersion: v1\nkind: Pod\nmetadata:\n  name: z\nspec:\n  containers:\n  - name: c\n    image: i\n");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_STREQ(parse(made.body)["metadata"]["name"].GetString(), "z");
  EXPECT_EQ(ask("POST", "/api/v1/namespaces/lab/pods", kJobManifest).status, 201);
  EXPECT_EQ(pods_.asked, (Asked{"create default/z", "create lab/job"}));
}

TEST_F(ApiTest, CreateRefusals) {
  pods_.add(kWebManifest);
  const Answer exists = ask("POST", kPods, kWebManifest);
  EXPECT_EQ(exists.status, 409);
  EXPECT_EQ(message(exists), "pods \"web\" already exists");
  EXPECT_EQ(ask("POST", kPods, "\x6b\x38s", "Content-Type: application/vnd.kubernetes.protobuf\r\n").status, 415);
  EXPECT_EQ(ask("POST", kPods, "{").status, 400);
  const std::string elsewhere =
      "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: lab}, spec: {containers: [{name: c, image: i}]}}";
  EXPECT_EQ(ask("POST", kPods, elsewhere).status, 400);
  pods_.refusal = runtime::Refusal{runtime::Refusal::Kind::Forbidden, "no"};
  EXPECT_EQ(ask("POST", kPods, kJobManifest).status, 403);
  EXPECT_EQ(pods_.asked, (Asked{"create default/job"}));
}

TEST_F(ApiTest, EachMistakeIsACause) {
  const Answer answer =
      ask("POST", kPods,
          "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {restartPolicy: Nerver, containers: "
          "[{name: c, image: i, ports: [{containerPort: 0}]}]}}");
  ASSERT_EQ(answer.status, 422) << answer.body;
  const auto json = parse(answer.body);
  EXPECT_STREQ(json["reason"].GetString(), "Invalid");
  std::string fields;
  for (const auto& cause : json["details"]["causes"].GetArray()) {
    EXPECT_GT(cause["message"].GetStringLength(), 0U);
    fields += std::string(cause["field"].GetString()) + " ";
  }
  EXPECT_EQ(fields, "spec.restartPolicy spec.containers[0].ports[0].containerPort ");
  EXPECT_TRUE(pods_.asked.empty());
}

TEST_F(ApiTest, DryRunChangesNothing) {
  pods_.add(kWebManifest);
  EXPECT_EQ(ask("POST", std::string(kPods) + "?dryRun=All", kJobManifest).status, 201);
  EXPECT_EQ(ask("DELETE", std::string(kWeb) + "?dryRun=All").status, 200);
  EXPECT_TRUE(pods_.asked.empty());
}

TEST_F(ApiTest, ChangesWhatCanAndReplacesWhatCannot) {
  pods_.add(kWebManifest);
  EXPECT_EQ(ask("PUT", kWeb, kWebManifest).status, 200);
  EXPECT_TRUE(pods_.asked.empty());
  std::string other = kWebManifest;
  other.replace(other.find("busybox"), 7, "nginx:1");
  EXPECT_EQ(ask("PUT", kWeb, other).status, 200);
  EXPECT_EQ(pods_.pods.front().pod.spec.containers[0].image, "nginx:1");
  other.replace(other.find("containers:"), 0, "hostNetwork: true, ");
  EXPECT_EQ(ask("PUT", kWeb, other).status, 200);
  EXPECT_EQ(pods_.asked, (Asked{"change default/web", "replace default/web"}));
  EXPECT_EQ(ask("PUT", kWeb, kJobManifest).status, 400);
  EXPECT_EQ(ask("PUT", "/api/v1/namespaces/default/pods/job", kJobManifest).status, 404);
}

TEST_F(ApiTest, APodBeingDeletedIsReplacedEvenByItsLike) {
  pods_.add(kWebManifest).deletion_requested = kNow;
  EXPECT_EQ(ask("PUT", kWeb, kWebManifest).status, 200);
  EXPECT_EQ(pods_.asked, (Asked{"replace default/web"}));
}

TEST_F(ApiTest, APodThatHasEndedIsReplacedWhenItIsToBeAnother) {
  pods_.add(kWebManifest).status.phase = core::PodPhase::Failed;
  EXPECT_EQ(ask("PUT", kWeb, kWebManifest).status, 200);
  std::string other = kWebManifest;
  other.replace(other.find("busybox"), 7, "nginx:1");
  EXPECT_EQ(ask("PUT", kWeb, other).status, 200);
  EXPECT_EQ(pods_.asked, (Asked{"replace default/web"}));
}

TEST_F(ApiTest, DeletesWithOptions) {
  pods_.add(kWebManifest);
  const Answer answer = ask("DELETE", kWeb);
  EXPECT_EQ(answer.status, 200);
  EXPECT_STREQ(parse(answer.body)["kind"].GetString(), "Pod");
  ask("DELETE", kWeb,
      R"({"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background","gracePeriodSeconds":5})");
  ask("DELETE", kWeb, R"({"preconditions":{"uid":"u1"},"gracePeriodSeconds":null})");
  ask("DELETE", std::string(kWeb) + "?gracePeriodSeconds=0");
  EXPECT_EQ(pods_.asked, (Asked{"delete default/web uid= grace=own", "delete default/web uid= grace=5",
                                "delete default/web uid=u1 grace=own", "delete default/web uid= grace=0"}));
}

TEST_F(ApiTest, DeleteRefusals) {
  pods_.add(kWebManifest);
  EXPECT_EQ(ask("DELETE", "/api/v1/namespaces/default/pods/nope").status, 404);
  EXPECT_EQ(ask("DELETE", kWeb, "[]").status, 400);
  EXPECT_EQ(ask("DELETE", kWeb, R"({"gracePeriodSeconds":"5"})").status, 400);
  EXPECT_EQ(ask("DELETE", kWeb, R"({"gracePeriodSeconds":-1})").status, 400);
  EXPECT_EQ(ask("DELETE", kWeb, std::string(100'000, '[')).status, 400);
  EXPECT_TRUE(pods_.asked.empty());
  pods_.refusal = runtime::Refusal{runtime::Refusal::Kind::Conflict, "the uid differs"};
  const Answer conflict = ask("DELETE", kWeb);
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(message(conflict), "the uid differs");
}

}  // namespace
}  // namespace peapod::api
