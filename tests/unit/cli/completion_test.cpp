#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "firmware-agent/cli/command.h"
#include "tests/support/command.h"

namespace peapod::cli {
namespace {

// What bash offers for the last of `words`.
std::vector<std::string> completed(const std::string& words) {
  const test::CommandResult result =
      test::run_command({"bash", "-c",
                         bash_completion() + "COMP_WORDS=(" + words +
                             "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _peapod; printf '%s\\n' \"${COMPREPLY[@]}\""});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  std::vector<std::string> offered;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) offered.push_back(line);
  std::sort(offered.begin(), offered.end());
  return offered;
}

using Words = std::vector<std::string>;

class Completion : public testing::Test {
 protected:
  void SetUp() override {
    if (access("/bin/bash", X_OK) != 0) GTEST_SKIP() << "no /bin/bash here";
  }
};

TEST_F(Completion, OffersCommandsAndTheirOptions) {
  EXPECT_EQ(completed("peapod de"), (Words{"delete", "describe"}));
  EXPECT_EQ(completed("peapod --root /tmp/x exe"), (Words{"exec"}));
  EXPECT_EQ(completed("peapod logs --t"), (Words{"--tail", "--timestamps"}));
  EXPECT_EQ(completed("peapod agent --watchdog"), (Words{"--watchdog", "--watchdog-timeout"}));
  EXPECT_EQ(completed("peapod --ro"), (Words{"--root"}));
  EXPECT_EQ(completed("peapod get no"), (Words{"nodes"}));
  EXPECT_EQ(completed("peapod help ver"), (Words{"version"}));
}

TEST_F(Completion, OffersWhatAValueCanBe) {
  EXPECT_EQ(completed("peapod get pods -o w"), (Words{"wide"}));
  EXPECT_EQ(completed("peapod delete --wait ''"), (Words{"false", "true"}));
  EXPECT_EQ(completed("peapod agent --on-exit s"), (Words{"stop"}));
  EXPECT_EQ(completed("peapod apply -f /et"), (Words{"/etc"}));
  EXPECT_EQ(completed("peapod check /et"), (Words{"/etc"}));
  EXPECT_EQ(completed("peapod get --root /et"), (Words{"/etc"}));
}

TEST_F(Completion, KnowsEveryCommand) {
  const Words offered = completed("peapod ''");
  for (const Command& command : all_commands()) {
    EXPECT_EQ(std::count(offered.begin(), offered.end(), command.name), 1) << command.name;
  }
}

}  // namespace
}  // namespace peapod::cli
