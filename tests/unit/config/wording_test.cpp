#include "config/wording.h"

#include <gtest/gtest.h>

#include "config/kinds.h"

namespace peapod::config {
namespace {

constexpr std::string_view kFields[] = {"livenessProbe", "readinessProbe", "name", "image", "imagePullPolicy", "tty"};

TEST(Wording, NearestIsASlipAway) {
  EXPECT_EQ(nearest("readnessProbe", kFields), "readinessProbe");
  EXPECT_EQ(nearest("livenessprobe", kFields), "livenessProbe");
  EXPECT_EQ(nearest("nmae", kFields), "name");
  EXPECT_EQ(nearest("imagePolicy", kFields), "");
  EXPECT_EQ(nearest("TTY", kFields), "tty");
  EXPECT_EQ(nearest("volumes", kFields), "");
  EXPECT_EQ(nearest("", kFields), "");
  EXPECT_EQ(nearest(std::string(5000, 'n'), kFields), "");
}

TEST(Wording, QuotedTextIsSafeOnATerminal) {
  EXPECT_EQ(config::quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(config::quoted("\x1b[31m\n\t\x7f"), R"("\x1b[31m\n\t\x7f")");
  EXPECT_EQ(config::quoted("é"), "\"é\"");
  EXPECT_EQ(config::quoted(std::string(79, 'a') + "é"), '"' + std::string(79, 'a') + "...\"");
}

TEST(Wording, UnsupportedValuesAreWordedAsTheApiServerDoes) {
  constexpr std::string_view kPolicies[] = {"Always", "IfNotPresent", "Never"};
  EXPECT_EQ(unsupported_value("Sometimes", kPolicies),
            "Unsupported value: \"Sometimes\": supported values: \"Always\", \"IfNotPresent\", \"Never\"");
  EXPECT_EQ(unsupported_value("Nerver", kPolicies),
            "Unsupported value: \"Nerver\": supported values: \"Always\", \"IfNotPresent\", \"Never\", did "
            "you mean "
            "\"Never\"?");
}

TEST(Wording, KindsThatAreRefusedHaveAReason) {
  EXPECT_GT(refusal_of_kind("Service").size(), 10U);
  EXPECT_EQ(refusal_of_kind("Pod"), "");
}

}  // namespace
}  // namespace peapod::config
