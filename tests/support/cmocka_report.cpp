#include "tests/support/cmocka_report.h"

#include <strings.h>

#include <algorithm>
#include <utility>

namespace peapod::test {
namespace {

using Status = CaseResult::Status;

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string attribute(std::string text) {
  text = replace_all(std::move(text), "&", "&amp;");
  text = replace_all(std::move(text), "<", "&lt;");
  text = replace_all(std::move(text), ">", "&gt;");
  return replace_all(std::move(text), "\"", "&quot;");
}

// XML 1.0 has no way to write most control characters; a failing test may print any.
std::string cdata(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\t' && c != '\r'; }, '?');
  return "<![CDATA[" + replace_all(std::move(text), "]]>", "]]]]><![CDATA[>") + "]]>";
}

std::string commented(const std::string& text) { return "# " + replace_all(text, "\n", "\n# ") + "\n"; }

bool exists(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "re");
  if (file != nullptr) std::fclose(file);
  return file != nullptr;
}

}  // namespace

unsigned parse_cmocka_output(std::string_view text) {
  constexpr std::size_t kLengthMax = 32;
  constexpr std::pair<const char*, unsigned> kNames[] = {
      {"standard", kStandard}, {"stdout", kStandard}, {"subunit", kSubunit}, {"tap", kTap}, {"xml", kXml}};
  if (text.size() > kLengthMax) return kNoOutput;
  unsigned outputs = kNoOutput;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string word(text.substr(0, end));
    for (const auto& [name, output] : kNames) {
      if (strcasecmp(name, word.c_str()) == 0) outputs |= output;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return outputs;
}

CmockaReport::CmockaReport(unsigned outputs, std::string xml_file, std::FILE* out, std::FILE* err)
    : outputs_(outputs), xml_file_(std::move(xml_file)), out_(out), err_(err) {}

std::size_t CmockaReport::count(Status status) const {
  return static_cast<std::size_t>(
      std::count_if(cases_.begin(), cases_.end(), [&](const CaseResult& c) { return c.status == status; }));
}

void CmockaReport::begin_group(std::string name, std::size_t tests) {
  group_ = std::move(name);
  cases_.clear();
  tap_number_ = 0;
  if (outputs_ & kStandard) std::fprintf(out_, "[==========] %s: Running %zu test(s).\n", group_.c_str(), tests);
  if (outputs_ & kTap) {
    if (!std::exchange(tap_version_printed_, true)) std::fputs("TAP version 13\n", out_);
    std::fprintf(out_, "1..%zu\n", tests);
  }
  std::fflush(out_);
}

void CmockaReport::begin_test(const std::string& name) {
  if (outputs_ & kStandard) std::fprintf(out_, "[ RUN      ] %s\n", name.c_str());
  if (outputs_ & kSubunit) std::fprintf(out_, "test: %s\n", name.c_str());
  std::fflush(out_);
}

void CmockaReport::end_test(CaseResult result) {
  if (outputs_ & kStandard) end_test_standard(result);
  if (outputs_ & kSubunit) end_test_subunit(result);
  if (outputs_ & kTap) end_test_tap(result);
  // cmocka has no place for the reason of a skip; a silent skip would pass for a test.
  if (result.status == Status::Skipped && !result.message.empty()) {
    std::fprintf(err_, "skipped: %s.%s: %s\n", group_.c_str(), result.name.c_str(), result.message.c_str());
  }
  std::fflush(out_);
  std::fflush(err_);
  cases_.push_back(std::move(result));
}

void CmockaReport::end_test_standard(const CaseResult& result) {
  switch (result.status) {
    case Status::Passed:
      std::fprintf(out_, "[       OK ] %s\n", result.name.c_str());
      return;
    case Status::Skipped:
      std::fprintf(out_, "[  SKIPPED ] %s\n", result.name.c_str());
      return;
    case Status::Failed:
      std::fprintf(err_, "[  ERROR   ] --- %s\n", result.message.c_str());
      std::fprintf(out_, "[  FAILED  ] %s\n", result.name.c_str());
      return;
    case Status::Error:
      std::fprintf(err_, "%s\n[  ERROR   ] %s\n", result.message.c_str(), result.name.c_str());
      return;
  }
}

void CmockaReport::end_test_subunit(const CaseResult& result) {
  switch (result.status) {
    case Status::Passed:
      std::fprintf(out_, "success: %s\n", result.name.c_str());
      return;
    case Status::Skipped:
      std::fprintf(out_, "skip: %s\n", result.name.c_str());
      return;
    case Status::Failed:
      std::fprintf(out_, "failure: %s [\n%s\n]\n", result.name.c_str(), result.message.c_str());
      return;
    case Status::Error:
      std::fprintf(out_, "error: %s [ %s ]\n", result.name.c_str(), result.message.c_str());
      return;
  }
}

void CmockaReport::end_test_tap(const CaseResult& result) {
  switch (result.status) {
    case Status::Passed:
      std::fprintf(out_, "ok %zu - %s\n", ++tap_number_, result.name.c_str());
      return;
    case Status::Skipped:
      std::fprintf(out_, "ok %zu # SKIP %s\n", ++tap_number_, result.name.c_str());
      return;
    case Status::Failed:
      std::fprintf(out_, "not ok %zu - %s\n%s", ++tap_number_, result.name.c_str(), commented(result.message).c_str());
      return;
    case Status::Error:
      std::fputs(commented(result.name + ": " + result.message).c_str(), out_);
      return;
  }
}

void CmockaReport::end_group(double seconds) {
  if (outputs_ & kStandard) end_group_standard();
  if (outputs_ & kTap) {
    const bool good = count(Status::Failed) + count(Status::Error) == 0;
    std::fprintf(out_, "# %s - %s\n", good ? "ok" : "not ok", group_.c_str());
  }
  if (outputs_ & kXml) end_group_xml(seconds);
  std::fflush(out_);
  std::fflush(err_);
}

void CmockaReport::list(Status status, const char* tag, std::size_t total) {
  if (total == 0) return;
  std::fprintf(err_, "[  %-7s ] %s: %zu test(s), listed below:\n", tag, group_.c_str(), count(status));
  for (const CaseResult& result : cases_) {
    if (result.status == status) std::fprintf(err_, "[  %-7s ] %s\n", tag, result.name.c_str());
  }
  std::fprintf(err_, "\n %zu %s TEST(S)\n", total, tag);
}

void CmockaReport::end_group_standard() {
  std::fprintf(out_, "[==========] %s: %zu test(s) run.\n", group_.c_str(), cases_.size());
  std::fflush(out_);  // So that the summary on err_ comes after it on a console.
  std::fprintf(err_, "[  PASSED  ] %zu test(s).\n", count(Status::Passed));
  list(Status::Skipped, "SKIPPED", count(Status::Skipped));
  list(Status::Failed, "FAILED", count(Status::Failed) + count(Status::Error));
}

void CmockaReport::end_group_xml(double seconds) {
  std::FILE* to = out_;
  std::FILE* opened = nullptr;
  bool declare = false;
  if (!xml_file_.empty()) {
    const std::string path = replace_all(xml_file_, "%g", group_);
    const bool ours = std::find(xml_files_made_.begin(), xml_files_made_.end(), path) != xml_files_made_.end();
    if (ours || !exists(path)) opened = std::fopen(path.c_str(), ours ? "ae" : "we");
    declare = opened != nullptr && !ours;
    if (declare) xml_files_made_.push_back(path);
    to = opened != nullptr ? opened : err_;
  }
  if (opened == nullptr) declare = !std::exchange(xml_declaration_printed_, true);

  if (declare) std::fputs("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n", to);
  std::fprintf(to,
               "<testsuites>\n  <testsuite name=\"%s\" time=\"%.3f\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
               "skipped=\"%zu\" >\n",
               attribute(group_).c_str(), seconds, cases_.size(), count(Status::Failed), count(Status::Error),
               count(Status::Skipped));
  for (const CaseResult& result : cases_) {
    std::fprintf(to, "    <testcase name=\"%s\" time=\"%.3f\" >\n", attribute(result.name).c_str(), result.seconds);
    if (result.status == Status::Skipped) std::fputs("      <skipped/>\n", to);
    if (result.status == Status::Failed || result.status == Status::Error) {
      std::fprintf(to, "      <failure>%s</failure>\n", cdata(result.message).c_str());
    }
    std::fputs("    </testcase>\n", to);
  }
  std::fputs("  </testsuite>\n</testsuites>\n", to);
  if (opened != nullptr) std::fclose(opened);
}

}  // namespace peapod::test
