// Runs this very binary again, with sample tests that only exist when PEAPOD_LISTENER_SAMPLE is set, and
// reads what it prints: the listener is tested inside a real GoogleTest run.

#include "tests/support/cmocka_listener.h"
#include "tests/support/emulation.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace peapod::test {
namespace {

constexpr char kSampleVariable[] = "PEAPOD_LISTENER_SAMPLE";

class Sample : public testing::Test {
 public:
  static void TearDownTestSuite() { ADD_FAILURE() << "suite left dirty"; }
};
struct SamplePasses : Sample {
  void TestBody() override {}
};
struct SampleFails : Sample {
  void TestBody() override { EXPECT_TRUE(false) << "twice"; }
};
struct SampleSkips : Sample {
  void TestBody() override { GTEST_SKIP() << "no such kernel"; }
};

template <class T>
void register_sample(const char* name) {
  testing::RegisterTest("Sample", name, nullptr, nullptr, __FILE__, __LINE__, []() -> Sample* { return new T; });
}

[[maybe_unused]] const bool kRegistered = [] {
  if (std::getenv(kSampleVariable) == nullptr) return false;
  register_sample<SamplePasses>("passes");
  register_sample<SampleFails>("fails");
  register_sample<SampleSkips>("skips");
  return true;
}();

struct SampleRun {
  std::string text;
  int exit_code = -1;
};

SampleRun run_sample(const std::string& environment) {
  SampleRun run;
  const std::string command = "exec env " + environment + " " + kSampleVariable + "=1 /proc/" +
                              std::to_string(getpid()) + "/exe --gtest_filter='Sample.*' 2>/dev/null";
  std::FILE* pipe = popen(command.c_str(), "re");
  if (pipe == nullptr) return run;
  for (int c = 0; (c = std::fgetc(pipe)) != EOF;) run.text += static_cast<char>(c);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  return run;
}

TEST(CmockaListener, PrintsTapInARealRun) {
  SKIP_UNDER_USER_EMULATION();
  const SampleRun run = run_sample("CMOCKA_MESSAGE_OUTPUT=TAP");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.text.rfind("TAP version 13\n1..3\nok 1 - passes\nnot ok 2 - fails\n# Value of: false\n", 0), 0U)
      << run.text;
  EXPECT_NE(run.text.find("# twice\n# " __FILE__ ":"), std::string::npos) << run.text;
  EXPECT_NE(run.text.find("\nok 3 # SKIP skips\n# TearDownTestSuite: Failed\n# suite left dirty\n"), std::string::npos)
      << run.text;
  EXPECT_NE(run.text.find("\n# not ok - Sample\n"), std::string::npos) << run.text;
}

TEST(CmockaListener, CountsInXml) {
  SKIP_UNDER_USER_EMULATION();
  const SampleRun run = run_sample("CMOCKA_MESSAGE_OUTPUT=xml");
  EXPECT_NE(run.text.find("tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""), std::string::npos) << run.text;
}

TEST(CmockaListener, LeavesGoogleTestAloneOtherwise) {
  SKIP_UNDER_USER_EMULATION();
  for (const char* environment : {"-u CMOCKA_MESSAGE_OUTPUT", "CMOCKA_MESSAGE_OUTPUT=json"}) {
    const SampleRun run = run_sample(environment);
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_NE(run.text.find("[----------] 3 tests from Sample"), std::string::npos) << run.text;
    EXPECT_EQ(run.text.find("TAP version"), std::string::npos) << run.text;
  }
}

}  // namespace
}  // namespace peapod::test
