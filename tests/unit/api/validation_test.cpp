// What a server says about a pod it does not like, and about fields it does not know.

#include "tests/unit/api/api_test.h"

namespace peapod::api {
namespace {

constexpr char kPods[] = "/api/v1/namespaces/default/pods";

std::string pod(const std::string& spec) {
  return R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{)" + spec + "}}";
}

TEST_F(ApiTest, OneMistakeIsSaidAsTheApiServerDoes) {
  const Answer answer = ask("POST", kPods, pod(R"("containers":[{"name":"c"}])"));
  ASSERT_EQ(answer.status, 422) << answer.body;
  EXPECT_EQ(message(answer), R"(Pod "x" is invalid: spec.containers[0].image: Required value)");
  const auto json = parse(answer.body);
  EXPECT_STREQ(json["reason"].GetString(), "Invalid");
  EXPECT_STREQ(json["details"]["name"].GetString(), "x");
  EXPECT_STREQ(json["details"]["kind"].GetString(), "Pod");
  const auto& cause = json["details"]["causes"][0];
  EXPECT_STREQ(cause["reason"].GetString(), "FieldValueRequired");
  EXPECT_STREQ(cause["message"].GetString(), "Required value");
  EXPECT_STREQ(cause["field"].GetString(), "spec.containers[0].image");
}

TEST_F(ApiTest, SeveralMistakesAreAList) {
  const Answer answer =
      ask("POST", kPods, pod(R"("hostname":"A","containers":[{"name":"c","image":"i"},{"name":"c","image":"i"}])"));
  ASSERT_EQ(answer.status, 422) << answer.body;
  const std::string text = message(answer);
  EXPECT_TRUE(text.starts_with(R"(Pod "x" is invalid: [spec.hostname: Invalid value: "A": a lowercase RFC 1123 label)"))
      << text;
  EXPECT_TRUE(text.ends_with(R"(, spec.containers[1].name: Duplicate value: "c"])")) << text;
  const auto json = parse(answer.body);
  EXPECT_STREQ(json["details"]["causes"][0]["reason"].GetString(), "FieldValueInvalid");
  EXPECT_STREQ(json["details"]["causes"][1]["reason"].GetString(), "FieldValueDuplicate");
}

TEST_F(ApiTest, UnknownFieldsAreRefusedUnlessTheQueryDropsThem) {
  const std::string body = pod(R"("contaners":[],"containers":[{"name":"c","image":"i"}])");
  for (const char* query : {"", "?fieldValidation=Strict"}) {
    const Answer answer = ask("POST", std::string(kPods) + query, body);
    EXPECT_EQ(answer.status, 422) << query;
    EXPECT_EQ(message(answer), R"(Pod "x" is invalid: spec.contaners: unknown field, did you mean "containers"?)");
  }
  const Answer ignored = ask("POST", std::string(kPods) + "?fieldValidation=Ignore&dryRun=All", body);
  EXPECT_EQ(ignored.status, 201) << ignored.body;
  EXPECT_EQ(ignored.warning, "");
  EXPECT_EQ(ignored.body.find("contaners"), std::string::npos);
  const Answer warned = ask("POST", std::string(kPods) + "?fieldValidation=Warn", body);
  EXPECT_EQ(warned.status, 201) << warned.body;
  EXPECT_EQ(warned.warning, R"(299 - "spec.contaners: unknown field, did you mean \"containers\"?")");
}

TEST_F(ApiTest, WhatHasNoEffectIsAWarning) {
  const Answer answer =
      ask("POST", kPods, pod(R"("tolerations":[{"operator":"Exists"}],"containers":[{"name":"c","image":"i"}])"));
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.warning, R"(299 - "spec.tolerations: has no effect: one box has no taints and no other node")");
}

}  // namespace
}  // namespace peapod::api
