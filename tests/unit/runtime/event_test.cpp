#include <gmock/gmock.h>

#include "firmware-agent/runtime/event_log.h"
#include "firmware-agent/runtime/event_text.h"
#include "tests/unit/runtime/allocation_count.h"

namespace peapod::runtime {
namespace {

using core::KillCause;
using core::NoticeReason;
using core::ProbeKind;
using core::ProbeOutcome;

core::action::Notice notice(NoticeReason reason) {
  core::action::Notice made{};
  made.reason = reason;
  return made;
}

core::action::Notice killing(KillCause cause) {
  core::action::Notice made = notice(NoticeReason::Killing);
  made.cause = cause;
  return made;
}

core::action::Notice probed(NoticeReason reason, ProbeKind probe, ProbeOutcome outcome) {
  core::action::Notice made = notice(reason);
  made.probe = probe;
  made.outcome = outcome;
  return made;
}

TEST(EventText, IsKubelets) {
  const NoticeDetail detail{"web", "default", "u-1", "c", "out", true};
  const NoticeDetail last{"web", "default", "u-1", "c", "out", false};
  const NoticeDetail broken{"web", "default", "u-1", "c", "out", true, "failure"};
  const struct {
    core::action::Notice notice;
    const NoticeDetail& detail;
    const char* type;
    const char* message;
  } kRows[] = {
      {notice(NoticeReason::Created), detail, "Normal", "Container created"},
      {notice(NoticeReason::Started), detail, "Normal", "Container started"},
      {killing(KillCause::Stopping), detail, "Normal", "Stopping container c"},
      {killing(KillCause::Deadline), detail, "Normal", "Stopping container c"},
      {killing(KillCause::Liveness), detail, "Normal", "Container c failed liveness probe, will be restarted"},
      {killing(KillCause::Startup), detail, "Normal", "Container c failed startup probe, will be restarted"},
      {killing(KillCause::Liveness), last, "Normal", "Container c failed liveness probe"},
      {killing(KillCause::PostStart), detail, "Normal", "FailedPostStartHook"},
      {notice(NoticeReason::BackOff), detail, "Warning",
       "Back-off restarting failed container c in pod web_default(u-1)"},
      {probed(NoticeReason::Unhealthy, ProbeKind::Liveness, ProbeOutcome::Failure), detail, "Warning",
       "Liveness probe failed: out"},
      {probed(NoticeReason::Unhealthy, ProbeKind::Readiness, ProbeOutcome::Error), detail, "Warning",
       "Readiness probe errored and resulted in unknown state: out"},
      {probed(NoticeReason::Unhealthy, ProbeKind::Liveness, ProbeOutcome::Error), broken, "Warning",
       "Liveness probe errored and resulted in failure state: out"},
      {probed(NoticeReason::ProbeWarning, ProbeKind::Startup, ProbeOutcome::Success), detail, "Warning",
       "Startup probe warning: out"},
      {notice(NoticeReason::FailedPostStartHook), detail, "Warning", "PostStartHook failed"},
      {notice(NoticeReason::FailedPreStopHook), detail, "Warning", "PreStopHook failed"},
      {notice(NoticeReason::Failed), detail, "Warning", "Error: out"},
      {notice(NoticeReason::SandboxChanged), detail, "Normal",
       "Pod sandbox changed, it will be killed and re-created."},
      {notice(NoticeReason::FailedCreatePodSandBox), detail, "Warning", "Failed to create pod sandbox: out"},
      {notice(NoticeReason::DeadlineExceeded), detail, "Normal",
       "Pod was active on the node longer than the specified deadline"},
      {notice(NoticeReason::ExceededGracePeriod), detail, "Warning",
       "Container runtime did not kill the pod within specified grace period."},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(event_message(row.notice, row.detail), row.message);
    EXPECT_EQ(event_type(row.notice.reason), row.type) << row.message;
  }
  EXPECT_EQ(pulled_message("busybox:1"),
            "Container image \"busybox:1\" already present on machine and can be accessed by the pod");
  EXPECT_EQ(never_pull_message("busybox:1"), "Container image \"busybox:1\" is not present with pull policy of Never");
  EXPECT_EQ(backoff_waiting_message(20'000, detail), "back-off 20s restarting failed container=c pod=web_default(u-1)");
}

TEST(EventText, DurationsAreGos) {
  const struct {
    core::Millis value;
    const char* text;
  } kRows[] = {{0, "0s"},        {1, "1ms"},        {999, "999ms"},    {1000, "1s"},          {1500, "1.5s"},
               {1050, "1.05s"},  {80'000, "1m20s"}, {300'000, "5m0s"}, {3'600'000, "1h0m0s"}, {3'661'001, "1h1m1.001s"},
               {-10'000, "-10s"}};
  for (const auto& row : kRows) EXPECT_EQ(go_duration(row.value), row.text);
}

class EventLogTest : public testing::Test {
 protected:
  void record(const std::string& uid, const std::string& message, WallTime now) {
    log_.record({"web", "default", uid, "spec.containers{c}", "Warning", "Unhealthy", message}, now);
  }
  std::vector<std::string> all() const {
    std::vector<std::string> lines;
    log_.each([&](const EventView& event) {
      lines.push_back(event.pod_uid + " " + event.message + " x" + std::to_string(event.count));
    });
    return lines;
  }

  std::uint64_t version_ = 100;
  std::vector<ChangeKind> told_;
  std::vector<std::string> names_;
  EventLog log_{[this] { return ++version_; },
                [this](ChangeKind kind, const EventView& event) {
                  told_.push_back(kind);
                  if (kind == ChangeKind::Added) names_.push_back(event.name);
                  EXPECT_EQ(event.resource_version, version_);
                }};
};

TEST_F(EventLogTest, CountsTheSameEvent) {
  record("1", "a", 1000);
  record("1", "b", 2000);
  record("1", "a", 3000);
  EXPECT_THAT(all(), testing::ElementsAre("1 b x1", "1 a x2")) << "the newest last";
  log_.each([](const EventView& event) {
    if (event.message != "a") return;
    EXPECT_EQ(event.first, 1000);
    EXPECT_EQ(event.last, 3000);
    EXPECT_EQ(event.resource_version, 103u);
  });
  record("2", "a", 3000);
  EXPECT_EQ(log_.size(), 3u) << "another pod's";
  EXPECT_THAT(told_,
              testing::ElementsAre(ChangeKind::Added, ChangeKind::Added, ChangeKind::Modified, ChangeKind::Added));
  EXPECT_THAT(names_[0], testing::MatchesRegex("web\\.[0-9a-f]{16}"));
}

TEST_F(EventLogTest, NamesAreUniqueWithinAMillisecond) {
  for (int i = 0; i < 50; ++i) record("1", std::to_string(i), 1000);
  std::sort(names_.begin(), names_.end());
  EXPECT_EQ(std::unique(names_.begin(), names_.end()), names_.end());
}

TEST_F(EventLogTest, APodCannotPushOutTheOthers) {
  record("quiet", "only", 1);
  for (int i = 0; i < 5000; ++i) record("noisy", std::to_string(i), i);
  EXPECT_EQ(log_.size(), kEventsPerPodMax + 1);
  EXPECT_EQ(all().front(), "quiet only x1");
  EXPECT_EQ(all().back(), "noisy 4999 x1");
  EXPECT_EQ(std::count(told_.begin(), told_.end(), ChangeKind::Deleted), 5000 - static_cast<int>(kEventsPerPodMax));
}

TEST_F(EventLogTest, TheWholeIsLimited) {
  for (int i = 0; i < 3000; ++i) record(std::to_string(i), "m", i);
  EXPECT_EQ(log_.size(), kEventsMax);
  EXPECT_EQ(all().front(), "2000 m x1");
}

TEST_F(EventLogTest, LongMessagesAreCutBetweenCharacters) {
  record("1", std::string(1023, 'x') + "\xc3\xa9", 1);
  EXPECT_EQ(all()[0], "1 " + std::string(1023, 'x') + " x1");
  record("1", std::string(1023, 'x') + "\xc3\xa9 and more", 2);
  EXPECT_EQ(all()[0], "1 " + std::string(1023, 'x') + " x2");
}

TEST_F(EventLogTest, CountingAllocatesNothing) {
  const std::string message = "a message that is longer than any small string";
  record("1", message, 1);
  told_.reserve(2000);
  const std::size_t before = test::allocation_count();
  for (int i = 0; i < 1000; ++i) {
    log_.record({"web", "default", "1", "spec.containers{c}", "Warning", "Unhealthy", message}, i);
  }
  EXPECT_EQ(test::allocation_count(), before);
}

}  // namespace
}  // namespace peapod::runtime
