#include "firmware-agent/runtime/boot_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

using core::Time;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(BootWatch, WithoutCriticalPodsItIsTheManifests) {
  BootWatch boot;
  EXPECT_FALSE(boot.is_complete());
  boot.manifests_read();
  EXPECT_TRUE(boot.is_complete());
  EXPECT_EQ(boot.next_deadline(), std::nullopt);
}

TEST(BootWatch, EveryCriticalPodMustHaveBeenReadyOnce) {
  BootWatch boot;
  boot.see("a", 1000, true, {0});
  boot.see("b", 2000, false, {0});
  EXPECT_FALSE(boot.is_complete());
  boot.manifests_read();
  EXPECT_FALSE(boot.is_complete());
  boot.see("a", 1000, false, {10});
  boot.see("b", 2000, true, {20});
  EXPECT_TRUE(boot.is_complete()) << "a has been Ready";
}

TEST(BootWatch, OneThatIsGoneIsNotWaitedFor) {
  BootWatch boot;
  boot.manifests_read();
  boot.see("a", 1000, false, {0});
  EXPECT_FALSE(boot.is_complete());
  boot.forget("a");
  EXPECT_TRUE(boot.is_complete());
}

TEST(BootWatch, LateIsToldOnceAndFromWhenItWasTakenUp) {
  BootWatch boot;
  boot.see("a", 1000, false, {500});
  boot.see("b", 1000, false, {700});
  boot.see("a", 1000, false, {900});  // Seen again: nothing changes.
  EXPECT_EQ(boot.next_deadline(), Time{1500});
  EXPECT_THAT(boot.late({1499}), IsEmpty());
  EXPECT_THAT(boot.late({1500}), ElementsAre("a"));
  EXPECT_EQ(boot.next_deadline(), Time{1700});
  EXPECT_THAT(boot.late({1800}), ElementsAre("b"));
  EXPECT_THAT(boot.late({9000}), IsEmpty());
  EXPECT_EQ(boot.next_deadline(), std::nullopt);
}

TEST(BootWatch, ReadyInTimeIsNeverLateAndReadyTooLateStillCompletes) {
  BootWatch boot;
  boot.manifests_read();
  boot.see("a", 1000, true, {0});
  boot.see("b", 1000, false, {0});
  EXPECT_THAT(boot.late({1000}), ElementsAre("b"));
  EXPECT_FALSE(boot.is_complete());
  boot.see("b", 1000, true, {5000});
  EXPECT_TRUE(boot.is_complete());
}

TEST(BootWatch, NewAgentGoesOn) {
  BootWatch before;
  before.see("a", 1000, true, {0});
  before.see("b", 1000, false, {0});
  before.see("c", 3000, false, {0});
  before.late({1000});
  BootWatch after;
  after.restore(before.pods());
  after.see("b", 1000, false, {1200});
  EXPECT_THAT(after.late({2000}), IsEmpty()) << "it has been told";
  EXPECT_EQ(after.next_deadline(), Time{3000});
  after.manifests_read();
  after.see("b", 1000, true, {2500});
  after.see("c", 3000, true, {2500});
  EXPECT_TRUE(after.is_complete());
}

}  // namespace
}  // namespace peapod::runtime
