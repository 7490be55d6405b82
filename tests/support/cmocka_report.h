#pragma once

// Test results in the texts of cmocka 2.0 (src/cmocka.c, cmprintf_*), so that harnesses which read cmocka's
// output from a serial console read ours. It only writes: it knows nothing of GoogleTest (cmocka_listener.h
// joins the two).

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace peapod::test {

// A set: cmocka 2.0 accepts several, joined by commas.
enum CmockaOutput : unsigned { kNoOutput = 0, kStandard = 1, kSubunit = 2, kTap = 4, kXml = 8 };

// Of CMOCKA_MESSAGE_OUTPUT: "stdout" or "standard", "subunit", "tap", "xml", in any case. What is unknown is
// left out; texts longer than 32 bytes are not looked at, as in cmocka.
unsigned parse_cmocka_output(std::string_view text);

struct CaseResult {
  enum class Status : std::uint8_t {
    Passed,
    Failed,
    Skipped,
    Error,  // Outside any test: the set-up or clean-up of the group. TAP shows it as a comment, its plan
            // being out already.
  } status = Status::Passed;
  std::string name;
  std::string message;  // Of a failure, or the reason of a skip; may have several lines.
  double seconds = 0;
};

class CmockaReport {
 public:
  // `outputs` is a set of CmockaOutput. `xml_file` is CMOCKA_XML_FILE: empty for stdout; "%g" becomes the
  // group's name. A file that this report did not make is never written to: its group goes to `err` instead,
  // as in cmocka.
  CmockaReport(unsigned outputs, std::string xml_file, std::FILE* out, std::FILE* err);

  void begin_group(std::string name, std::size_t tests);
  void begin_test(const std::string& name);
  void end_test(CaseResult result);
  void end_group(double seconds);

 private:
  std::size_t count(CaseResult::Status status) const;
  void end_test_standard(const CaseResult& result);
  void end_test_subunit(const CaseResult& result);
  void end_test_tap(const CaseResult& result);
  void list(CaseResult::Status status, const char* tag, std::size_t total);
  void end_group_standard();
  void end_group_xml(double seconds);

  unsigned outputs_;
  std::string xml_file_;
  std::FILE* out_;
  std::FILE* err_;
  std::string group_;
  std::vector<CaseResult> cases_;
  std::size_t tap_number_ = 0;
  bool tap_version_printed_ = false;
  bool xml_declaration_printed_ = false;  // On out_ or err_; a file has its own.
  std::vector<std::string> xml_files_made_;
};

}  // namespace peapod::test
