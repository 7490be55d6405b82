#include "tests/support/cmocka_listener.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace peapod::test {

using Status = CaseResult::Status;

void CmockaListener::OnTestSuiteStart(const testing::TestSuite& suite) {
  in_suite_ = true;
  report_.begin_group(suite.name(), static_cast<std::size_t>(suite.test_to_run_count()));
}

void CmockaListener::OnTestStart(const testing::TestInfo& test) {
  if (!message_.empty()) report_.end_test({Status::Error, "SetUpTestSuite", std::exchange(message_, {}), 0});
  in_test_ = true;
  report_.begin_test(test.name());
}

void CmockaListener::OnTestPartResult(const testing::TestPartResult& part) {
  if (part.passed()) return;
  std::string text = part.message();
  if (part.failed()) {
    const char* file = part.file_name() != nullptr ? part.file_name() : "unknown file";
    text += "\n" + std::string(file) + ":" + std::to_string(part.line_number()) + ": error: Failure!";
  }
  // A global Environment has no group to be reported in; a suite that skips itself has its tests reported as
  // skipped.
  if (!in_suite_ || (!in_test_ && part.skipped())) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return;
  }
  if (!message_.empty()) message_ += '\n';
  message_ += text;
}

void CmockaListener::OnTestEnd(const testing::TestInfo& test) {
  const testing::TestResult& result = *test.result();
  const Status status = result.Failed() ? Status::Failed : result.Skipped() ? Status::Skipped : Status::Passed;
  in_test_ = false;
  report_.end_test(
      {status, test.name(), std::exchange(message_, {}), static_cast<double>(result.elapsed_time()) / 1000});
}

void CmockaListener::OnTestSuiteEnd(const testing::TestSuite& suite) {
  if (!message_.empty()) report_.end_test({Status::Error, "TearDownTestSuite", std::exchange(message_, {}), 0});
  in_suite_ = false;
  report_.end_group(static_cast<double>(suite.elapsed_time()) / 1000);
}

void install_cmocka_listener() {
  const char* wanted = std::getenv("CMOCKA_MESSAGE_OUTPUT");
  const unsigned outputs = parse_cmocka_output(wanted != nullptr ? wanted : "");
  if (outputs == kNoOutput) return;
  const char* xml_file = std::getenv("CMOCKA_XML_FILE");
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new CmockaListener(CmockaReport(outputs, xml_file != nullptr ? xml_file : "", stdout, stderr)));
}

}  // namespace peapod::test
