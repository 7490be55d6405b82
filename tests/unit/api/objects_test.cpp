// What GET answers: objects, lists, Tables, discovery, and errors.

#include "tests/unit/api/api_test.h"

namespace peapod::api {
namespace {

constexpr char kPods[] = "/api/v1/namespaces/default/pods";

TEST_F(ApiTest, APodHasKubernetesShape) {
  FakePod& pod = pods_.add(kWebManifest);
  pod.status.containers[1].kind = core::ContainerStatus::Kind::Waiting;
  pod.status.containers[1].waiting_reason = "CrashLoopBackOff";
  pod.status.containers[1].restart_count = 2;
  pod.status.containers[1].ready = pod.status.containers[1].started = false;
  pod.status.containers[1].last = core::Termination{core::TerminationReason::Error, 3, 0, {10'000}, {20'000}, 7};
  pod.status.conditions[2].is_true = false;
  pod.status.conditions[2].reason = "ContainersNotReady";
  pod.status.conditions[2].incomplete = {1};
  pod.details = {{"busybox", "sha256:1", "peapod://a", "", "", "", ""},
                 {"old", "sha256:1", "", "peapod://b", "back-off 20s", "", "bye"}};
  pod.details[0].stop_signal = "SIGQUIT";
  pod.deletion_requested = kNow;
  pod.grace = 30;

  const Answer answer = get(std::string(kPods) + "/web");
  ASSERT_EQ(answer.status, 200);
  const auto json = parse(answer.body);
  EXPECT_STREQ(json["kind"].GetString(), "Pod");
  EXPECT_STREQ(json["apiVersion"].GetString(), "v1");
  const auto& meta = json["metadata"];
  EXPECT_STREQ(meta["uid"].GetString(), "uid-web");
  EXPECT_STREQ(meta["resourceVersion"].GetString(), "11");
  EXPECT_STREQ(meta["creationTimestamp"].GetString(), "2026-01-02T03:02:25Z");
  EXPECT_STREQ(meta["deletionTimestamp"].GetString(), "2026-01-02T03:04:35Z");
  EXPECT_EQ(meta["deletionGracePeriodSeconds"].GetInt(), 30);
  EXPECT_STREQ(meta["labels"]["app"].GetString(), "web");
  EXPECT_STREQ(json["spec"]["nodeName"].GetString(), "box");
  const auto& status = json["status"];
  EXPECT_STREQ(status["qosClass"].GetString(), "BestEffort");
  EXPECT_STREQ(status["conditions"][2]["message"].GetString(), "containers with unready status: [beside]");
  EXPECT_TRUE(status["conditions"][2]["lastProbeTime"].IsNull());
  // Sorted by name: "beside" is the second container and the first status.
  const auto& beside = status["containerStatuses"][0];
  EXPECT_STREQ(beside["name"].GetString(), "beside");
  EXPECT_STREQ(beside["state"]["waiting"]["message"].GetString(), "back-off 20s");
  EXPECT_EQ(beside["lastState"]["terminated"]["exitCode"].GetInt(), 3);
  EXPECT_STREQ(beside["lastState"]["terminated"]["containerID"].GetString(), "peapod://b");
  EXPECT_STREQ(beside["lastState"]["terminated"]["message"].GetString(), "bye");
  EXPECT_FALSE(beside.HasMember("containerID"));
  EXPECT_FALSE(beside.HasMember("stopSignal")) << "it has never run";
  EXPECT_TRUE(status["containerStatuses"][1]["state"]["running"].IsObject());
  EXPECT_STREQ(status["containerStatuses"][1]["stopSignal"].GetString(), "SIGQUIT");
}

TEST_F(ApiTest, ListsBySelectors) {
  pods_.add(kWebManifest);
  pods_.add(kJobManifest).status.phase = core::PodPhase::Succeeded;
  const auto names = [&](const std::string& query) {
    const auto json = parse(get("/api/v1/pods" + query).body);
    EXPECT_STREQ(json["kind"].GetString(), "PodList");
    EXPECT_STREQ(json["metadata"]["resourceVersion"].GetString(), "12");
    std::string list;
    for (const auto& item : json["items"].GetArray()) list += std::string(item["metadata"]["name"].GetString()) + " ";
    return list;
  };
  EXPECT_EQ(names(""), "web job ");
  EXPECT_EQ(names("?labelSelector=app%3Dweb"), "web ");
  EXPECT_EQ(names("?fieldSelector=status.phase%3DSucceeded"), "job ");
  EXPECT_EQ(names("?fieldSelector=metadata.name%3Djob%2Cspec.nodeName%3Dbox"), "job ");
  EXPECT_EQ(names("?fieldSelector=spec.nodeName%21%3Dbox"), "");
  EXPECT_EQ(parse(get("/api/v1/namespaces/other/pods").body)["items"].Size(), 0U);
  EXPECT_EQ(get("/api/v1/pods?fieldSelector=spec.color%3Dred").status, 400);
  EXPECT_EQ(get("/api/v1/pods?labelSelector=%3D").status, 400);
}

TEST_F(ApiTest, TablesHaveKubectlsColumns) {
  FakePod& pod = pods_.add(kWebManifest);
  pod.status.containers[0].restart_count = 3;
  pod.status.containers[0].last = core::Termination{};
  pod.status.containers[0].last->finished_at = {700'000};
  const auto table = parse(get(kPods, kTable).body);
  EXPECT_STREQ(table["kind"].GetString(), "Table");
  std::string columns;
  for (const auto& column : table["columnDefinitions"].GetArray()) {
    columns += std::string(column["name"].GetString()) + (column["priority"].GetInt() == 0 ? "|" : "+|");
  }
  EXPECT_EQ(columns, "Name|Ready|Status|Restarts|Age|IP+|Node+|Nominated Node+|Readiness Gates+|");
  std::string cells;
  for (const auto& cell : table["rows"][0]["cells"].GetArray()) cells += std::string(cell.GetString()) + "|";
  EXPECT_EQ(cells, "web|2/2|Running|3 (5m ago)|100s|<none>|box|<none>|<none>|");
  EXPECT_STREQ(table["rows"][0]["object"]["metadata"]["name"].GetString(), "web");
  EXPECT_FALSE(parse(get(std::string(kPods) + "?includeObject=None", kTable).body)["rows"][0].HasMember("object"));
  EXPECT_STREQ(parse(get(std::string(kPods) + "/web", kTable).body)["kind"].GetString(), "Table");
}

TEST_F(ApiTest, EventsAreObjectsAndRows) {
  pods_.events.push_back({"web.1", "default", "web", "uid-web", "spec.containers{server}", "Warning", "BackOff",
                          "Back-off \xff", kNow - 600'000, kNow - 60'000, 4, 5});
  const std::string selector = "?fieldSelector=involvedObject.name%3Dweb%2CinvolvedObject.uid%3Duid-web";
  const auto list = parse(get("/api/v1/namespaces/default/events" + selector).body);
  const auto& event = list["items"][0];
  EXPECT_STREQ(event["kind"].GetString(), "Event");
  EXPECT_STREQ(event["involvedObject"]["fieldPath"].GetString(), "spec.containers{server}");
  EXPECT_EQ(event["count"].GetInt(), 4);
  EXPECT_STREQ(event["source"]["host"].GetString(), "box");
  EXPECT_STREQ(event["message"].GetString(), "Back-off \xef\xbf\xbd");
  EXPECT_EQ(parse(get("/api/v1/events?fieldSelector=involvedObject.name%3Djob").body)["items"].Size(), 0U);
  const auto table = parse(get("/api/v1/events", kTable).body);
  EXPECT_STREQ(table["rows"][0]["cells"][0].GetString(), "60s");
  EXPECT_STREQ(table["rows"][0]["cells"][3].GetString(), "pod/web");
  EXPECT_EQ(table["rows"][0]["cells"][8].GetInt(), 4);
}

TEST_F(ApiTest, TheNodeIsThere) {
  const auto node = parse(get("/api/v1/nodes/box").body);
  EXPECT_STREQ(node["kind"].GetString(), "Node");
  EXPECT_STREQ(node["status"]["conditions"][0]["status"].GetString(), "True");
  EXPECT_STREQ(node["metadata"]["labels"]["site"].GetString(), "north");
  EXPECT_STREQ(node["status"]["nodeInfo"]["architecture"].GetString(), "arm64");
  const auto& capacity = node["status"]["capacity"];
  EXPECT_STREQ(capacity["cpu"].GetString(), "2");
  EXPECT_STREQ(capacity["memory"].GetString(), "524288Ki");
  EXPECT_STREQ(capacity["ephemeral-storage"].GetString(), "4Ki");
  EXPECT_STREQ(capacity["pods"].GetString(), "9");
  const auto& allocatable = node["status"]["allocatable"];
  EXPECT_STREQ(allocatable["cpu"].GetString(), "1750m");
  EXPECT_STREQ(allocatable["memory"].GetString(), "458752Ki");
  EXPECT_EQ(parse(get("/api/v1/nodes").body)["items"].Size(), 1U);
  EXPECT_STREQ(parse(get("/api/v1/nodes", kTable).body)["rows"][0]["cells"][1].GetString(), "Ready");
  EXPECT_EQ(message(get("/api/v1/nodes/other")), "nodes \"other\" not found");
}

TEST_F(ApiTest, DiscoveryAndHealth) {
  for (const char* path : {"/healthz", "/livez", "/readyz"}) EXPECT_EQ(get(path).body, "ok");
  EXPECT_STREQ(parse(get("/version").body)["major"].GetString(), "1");
  EXPECT_STREQ(parse(get("/api").body)["versions"][0].GetString(), "v1");
  EXPECT_EQ(parse(get("/apis").body)["groups"].Size(), 0U);
  const auto resources = parse(get("/api/v1").body);
  EXPECT_GE(resources["resources"].Size(), 5U);
}

TEST_F(ApiTest, ErrorsAreStatuses) {
  const Answer missing = get(std::string(kPods) + "/nope");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(message(missing), "pods \"nope\" not found");
  const auto details = parse(missing.body);
  EXPECT_STREQ(details["reason"].GetString(), "NotFound");
  EXPECT_STREQ(details["details"]["name"].GetString(), "nope");
  EXPECT_EQ(message(get("/nowhere")), "the server could not find the requested resource");
  EXPECT_EQ(get("/api/v1/secrets").status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/namespaces/default/events", "{}").status, 405);
  EXPECT_EQ(ask("PATCH", kPods, "{}").status, 405);
}

}  // namespace
}  // namespace peapod::api
