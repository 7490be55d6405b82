#include "firmware-agent/runtime/admission.h"

#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

const config::Labels kLabels = {{"env", "test"}, {"kubernetes.io/os", "linux"}};

TEST(Admission, WantsEveryLabelOfTheSelector) {
  config::Pod pod;
  EXPECT_FALSE(admit(pod, kLabels, "box"));
  pod.spec.node_selector = {{"env", "test"}, {"kubernetes.io/os", "linux"}};
  EXPECT_FALSE(admit(pod, kLabels, "box"));
  pod.spec.node_selector["disktype"] = "ssd";
  const auto rejection = admit(pod, kLabels, "box");
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->reason, "NodeAffinity");
  EXPECT_NE(rejection->message.find("disktype=ssd"), std::string::npos) << rejection->message;
}

TEST(Admission, WantsItsOwnNode) {
  config::Pod pod;
  pod.spec.node_name = "box";
  EXPECT_FALSE(admit(pod, kLabels, "box"));
  pod.spec.node_name = "another";
  EXPECT_EQ(admit(pod, kLabels, "box").value_or(Rejection{}).reason, "NodeName");
}

}  // namespace
}  // namespace peapod::runtime
