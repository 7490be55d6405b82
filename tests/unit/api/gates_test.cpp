// PUT and PATCH of the subresource status: conditions that readiness gates name.

#include <iterator>
#include <set>

#include "tests/unit/api/api_test.h"

namespace peapod::api {
namespace {

constexpr char kStatus[] = "/api/v1/namespaces/default/pods/gated/status";
constexpr char kGated[] =
    "{apiVersion: v1, kind: Pod, metadata: {name: gated}, spec: {readinessGates: [{conditionType: example.com/a}, "
    "{conditionType: b}], containers: [{name: main, image: busybox}]}}";
constexpr char kStrategic[] = "Content-Type: application/strategic-merge-patch+json\r\n";
constexpr char kMerge[] = "Content-Type: application/merge-patch+json\r\n";

using Asked = std::vector<std::string>;

// The condition of that type in an object, or nothing.
std::string condition(const Answer& answer, const std::string& type) {
  rapidjson::Document json;
  json.Parse(answer.body.c_str());
  for (const auto& each : json["status"]["conditions"].GetArray()) {
    if (each["type"].GetString() != type) continue;
    return std::string(each["status"].GetString()) + " " + each["lastTransitionTime"].GetString();
  }
  return {};
}

class GatesTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    pods_.add(kGated);
  }
  Answer patch(const std::string& status, const std::string& type = kStrategic, const std::string& query = {}) {
    return ask("PATCH", kStatus + query, "{\"status\": " + status + "}", type);
  }
};

TEST_F(GatesTest, AreNotShownBeforeSomebodySetThem) {
  const Answer shown = get(kStatus);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(condition(shown, "example.com/a"), "");
  EXPECT_EQ(condition(shown, "Ready").substr(0, 4), "True");
}

TEST_F(GatesTest, AStrategicPatchLeavesTheOtherConditions) {
  pods_.pods.front().status.gates[1] = {core::GateStatus::False, {5000}};
  pods_.pods.front().gate_notes[1] = {"Slow", "it takes long"};
  const Answer answer = patch(R"({"conditions": [{"type": "example.com/a", "status": "True", "reason": "Seen"}]})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.warning, "");
  EXPECT_EQ(condition(answer, "example.com/a"), "True 2026-01-02T03:04:05Z");
  EXPECT_EQ(condition(answer, "b"), "False 2026-01-02T02:47:30Z");
  EXPECT_EQ(pods_.asked, (Asked{"gates default/gated True(Seen,) False(Slow,it takes long)"}));
}

TEST_F(GatesTest, AMergePatchReplacesThem) {
  pods_.pods.front().status.gates[1].status = core::GateStatus::True;
  const Answer answer = patch(R"({"conditions": [{"type": "example.com/a", "status": "Unknown"}]})", kMerge);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.warning, "") << "what is left out of the agent's own is no request";
  EXPECT_EQ(condition(answer, "b"), "");
  EXPECT_EQ(pods_.asked, (Asked{"gates default/gated Unknown(,) (,)"}));
}

TEST_F(GatesTest, APutBringsTheWholeObject) {
  std::string object = get(kStatus).body;
  object.insert(object.find("\"conditions\":[") + 14, R"({"type":"b","status":"False","message":"no"},)");
  EXPECT_EQ(ask("PUT", kStatus, object).status, 200);
  EXPECT_EQ(pods_.asked, (Asked{"gates default/gated (,) False(,no)"}));
  pods_.pods.front().version += 1;
  EXPECT_EQ(ask("PUT", kStatus, object).status, 409) << "of an older resource version";
  EXPECT_EQ(ask("PUT", kStatus, "{\"metadata\": {}}").status, 400);
  EXPECT_EQ(ask("PUT", kStatus, "apiVersion: v1").status, 400);
}

TEST_F(GatesTest, DryRunOnlyShows) {
  const Answer answer = patch(R"({"conditions": [{"type": "b", "status": "True"}]})", kStrategic, "?dryRun=All");
  EXPECT_EQ(condition(answer, "b").substr(0, 4), "True");
  EXPECT_TRUE(pods_.asked.empty());
}

TEST_F(GatesTest, TheRestIsTheAgents) {
  for (const char* status : {R"({"conditions": [{"type": "Ready", "status": "False"}]})", R"({"phase": "Failed"})",
                             R"({"conditions": [{"type": "PodResizePending", "status": "True"}]})"}) {
    const Answer answer = patch(status);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_NE(answer.warning.find("the rest is the agent's"), std::string::npos) << status;
  }
  EXPECT_EQ(pods_.asked, (Asked(3, "gates default/gated (,) (,)")));
}

TEST_F(GatesTest, WhatIsRefused) {
  struct Case {
    const char* status;
    const char* message;
  };
  const std::string long_reason =
      R"({"conditions": [{"type": "b", "status": "True", "reason": ")" + std::string(1025, 'x') + "\"}]}";
  const Case cases[] = {
      {R"({"conditions": [{"type": "other", "status": "True"}]})",
       "\"other\": only conditions that spec.readinessGates names can be set"},
      {R"({"conditions": [{"type": "b", "status": "Yes"}]})",
       "Unsupported value: \"Yes\": supported values: \"True\", \"False\", \"Unknown\""},
      {R"({"conditions": [{"type": "b"}]})", "Unsupported value: \"\""},
      {long_reason.c_str(), "may not be more than 1024 bytes"},
  };
  for (const Case& each : cases) {
    const Answer answer = patch(each.status);
    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_NE(message(answer).find(each.message), std::string::npos) << message(answer);
  }
  EXPECT_EQ(ask("PATCH", kStatus, "{}", "Content-Type: text/plain\r\n").status, 415);
  EXPECT_EQ(ask("POST", kStatus, "{}").status, 405);
  EXPECT_EQ(ask("PATCH", "/api/v1/namespaces/default/pods/none/status", "{}", kMerge).status, 404);
  EXPECT_TRUE(pods_.asked.empty());
}

TEST(AgentConditions, AreThoseOfCoreAndOfResizes) {
  const std::set<std::string_view> known(std::begin(config::kAgentConditions), std::end(config::kAgentConditions));
  std::set<std::string_view> kept = {"PodResizePending", "PodResizeInProgress"};
  for (std::size_t i = 0; i < core::kConditionCount; ++i) {
    kept.insert(core::name(static_cast<core::ConditionType>(i)));
  }
  EXPECT_EQ(known, kept);
}

TEST_F(GatesTest, TheTableCountsThem) {
  pods_.pods.front().status.gates[1].status = core::GateStatus::True;
  EXPECT_NE(get("/api/v1/namespaces/default/pods", kTable).body.find("\"1/2\""), std::string::npos);
}

}  // namespace
}  // namespace peapod::api
