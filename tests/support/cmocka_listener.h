#pragma once

// Makes a GoogleTest binary honour cmocka's output contract: with CMOCKA_MESSAGE_OUTPUT (and CMOCKA_XML_FILE)
// set it prints as cmocka does, a test suite being a group; without it, or with a value cmocka does not know,
// as GoogleTest does.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/cmocka_report.h"

namespace peapod::test {

class CmockaListener : public testing::EmptyTestEventListener {
 public:
  explicit CmockaListener(CmockaReport report) : report_(std::move(report)) {}

  void OnTestSuiteStart(const testing::TestSuite& suite) override;
  void OnTestStart(const testing::TestInfo& test) override;
  void OnTestPartResult(const testing::TestPartResult& part) override;
  void OnTestEnd(const testing::TestInfo& test) override;
  void OnTestSuiteEnd(const testing::TestSuite& suite) override;

 private:
  CmockaReport report_;
  std::string message_;  // Parts of the running test, or of what runs between tests.
  bool in_suite_ = false;
  bool in_test_ = false;
};

// After InitGoogleTest: replaces the default printer when the environment asks for it.
void install_cmocka_listener();

}  // namespace peapod::test
