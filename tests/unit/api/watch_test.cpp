#include "tests/unit/api/api_test.h"

namespace peapod::api {
namespace {

class WatchTest : public ApiTest {
 protected:
  Stream watch(const std::string& query, const std::string& headers = {}) {
    return Stream(*this, send("GET", "/api/v1/pods?watch=true" + query, {}, headers));
  }

  // Until the server has taken the watch up, of which nothing is told yet.
  void begun() {
    while (pods_.listeners.size() < 2) uv_run(&loop_, UV_RUN_NOWAIT);
  }

  // "ADDED web" of the next event.
  static std::string next(Stream& stream) {
    const auto event = parse(stream.until("\n"));
    const auto& object = event["object"];
    const auto& meta = object.HasMember("rows") ? object["rows"][0]["object"]["metadata"] : object["metadata"];
    const std::string name = meta.HasMember("name") ? meta["name"].GetString() : meta["resourceVersion"].GetString();
    return std::string(event["type"].GetString()) + " " + name;
  }
};

TEST_F(WatchTest, TellsWhatIsThereAndWhatChanges) {
  FakePod& web = pods_.add(kWebManifest);
  Stream stream = watch("");
  EXPECT_EQ(next(stream), "ADDED web");
  pods_.change(web, runtime::ChangeKind::Modified);
  EXPECT_EQ(next(stream), "MODIFIED web");
  FakePod& job = pods_.add(kJobManifest);
  pods_.change(job, runtime::ChangeKind::Added);
  EXPECT_EQ(next(stream), "ADDED job");
  pods_.remove("job");
  EXPECT_EQ(next(stream), "DELETED job");
}

TEST_F(WatchTest, FromAVersionTellsOnlyWhatIsNewer) {
  pods_.add(kWebManifest);
  pods_.add(kJobManifest);
  Stream stream = watch("&resourceVersion=11");
  EXPECT_EQ(next(stream), "ADDED job");
}

TEST_F(WatchTest, AnObjectEntersAndLeavesASelection) {
  FakePod& web = pods_.add(kWebManifest);
  Stream stream = watch("&fieldSelector=status.phase%3DFailed&resourceVersion=11");
  begun();
  web.status.phase = core::PodPhase::Failed;
  pods_.change(web, runtime::ChangeKind::Modified);
  EXPECT_EQ(next(stream), "ADDED web");
  web.status.phase = core::PodPhase::Running;
  pods_.change(web, runtime::ChangeKind::Modified);
  EXPECT_EQ(next(stream), "DELETED web");
  pods_.change(web, runtime::ChangeKind::Modified);  // Not selected, not told.
  web.status.phase = core::PodPhase::Failed;
  pods_.change(web, runtime::ChangeKind::Modified);
  EXPECT_EQ(next(stream), "ADDED web");
}

TEST_F(WatchTest, AMissedDeletionIsGone) {
  FakePod& web = pods_.add(kWebManifest);
  pods_.add(kJobManifest);
  pods_.remove("job");  // Version 13.
  const Answer gone = get("/api/v1/pods?watch=true&resourceVersion=12");
  EXPECT_EQ(gone.status, 410);
  EXPECT_EQ(message(gone), "too old resource version: 12 (13)");
  EXPECT_EQ(get("/api/v1/pods?watch=true&resourceVersion=99").status, 410);  // Of an earlier agent.
  Stream stream = watch("&resourceVersion=13");
  begun();
  pods_.change(web, runtime::ChangeKind::Modified);
  EXPECT_EQ(next(stream), "MODIFIED web");
}

TEST_F(WatchTest, AsTables) {
  pods_.add(kWebManifest);
  Stream stream = watch("", kTable);
  EXPECT_EQ(next(stream), "ADDED web");
}

TEST_F(WatchTest, MarksTheEndOfTheInitialEvents) {
  pods_.add(kWebManifest);
  Stream stream = watch("&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
  EXPECT_EQ(next(stream), "ADDED web");
  EXPECT_EQ(next(stream), "BOOKMARK 11");
}

TEST_F(WatchTest, OfEvents) {
  Stream stream(*this,
                send("GET", "/api/v1/namespaces/default/events?watch=true&fieldSelector=involvedObject.name%3Dweb"));
  begun();
  runtime::EventView event{"web.1", "default", "web", "u", "", "Normal", "Started", "m", 0, 0, 1, 20};
  pods_.version = 20;
  for (auto* told : pods_.listeners) (*told)({runtime::ChangeKind::Added, nullptr, &event});
  EXPECT_EQ(next(stream), "ADDED web.1");
}

TEST_F(WatchTest, EndsWithItsTimeout) {
  Stream stream = watch("&timeoutSeconds=1");
  EXPECT_TRUE(stream.at_end());
  EXPECT_EQ(pods_.listeners.size(), 1U);  // The router's own.
}

TEST_F(WatchTest, EndsWithItsPeer) {
  pods_.add(kWebManifest);
  {
    Stream stream = watch("");
    next(stream);
    EXPECT_EQ(pods_.listeners.size(), 2U);
  }
  while (pods_.listeners.size() != 1) uv_run(&loop_, UV_RUN_ONCE);
}

}  // namespace
}  // namespace peapod::api
