#include "tests/support/cmocka_report.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <string>

#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

using Status = CaseResult::Status;

// A FILE that ends as a string.
class TextFile {
 public:
  TextFile() : file_(std::tmpfile()) {}
  ~TextFile() { std::fclose(file_); }
  std::FILE* file() { return file_; }
  std::string text() {
    std::string all;
    std::rewind(file_);
    for (int c = 0; (c = std::fgetc(file_)) != EOF;) all += static_cast<char>(c);
    return all;
  }

 private:
  std::FILE* file_;
};

struct Printed {
  std::string out;
  std::string err;
};

void play_group(CmockaReport& report, const std::string& group) {
  const CaseResult results[] = {{Status::Passed, "good", "", 0.25},
                                {Status::Failed, "bad", "1 != 2\nt.cpp:8: error: Failure!", 0},
                                {Status::Skipped, "absent", "needs root", 0}};
  report.begin_group(group, std::size(results));
  for (const CaseResult& result : results) {
    report.begin_test(result.name);
    report.end_test(result);
  }
  report.end_test({Status::Error, "TearDownTestSuite", "left behind", 0});
  report.end_group(1.5);
}

Printed play(unsigned outputs, const std::string& xml_file = "") {
  TextFile out;
  TextFile err;
  CmockaReport report(outputs, xml_file, out.file(), err.file());
  play_group(report, "first");
  report.begin_group("second", 1);
  report.begin_test("good");
  report.end_test({Status::Passed, "good", "", 0});
  report.end_group(0);
  return {out.text(), err.text()};
}

TEST(CmockaReport, Standard) {
  const Printed printed = play(kStandard);
  EXPECT_EQ(printed.out,
            "[==========] first: Running 3 test(s).\n"
            "[ RUN      ] good\n"
            "[       OK ] good\n"
            "[ RUN      ] bad\n"
            "[  FAILED  ] bad\n"
            "[ RUN      ] absent\n"
            "[  SKIPPED ] absent\n"
            "[==========] first: 4 test(s) run.\n"
            "[==========] second: Running 1 test(s).\n"
            "[ RUN      ] good\n"
            "[       OK ] good\n"
            "[==========] second: 1 test(s) run.\n");
  EXPECT_EQ(printed.err,
            "[  ERROR   ] --- 1 != 2\n"
            "t.cpp:8: error: Failure!\n"
            "skipped: first.absent: needs root\n"
            "left behind\n"
            "[  ERROR   ] TearDownTestSuite\n"
            "[  PASSED  ] 1 test(s).\n"
            "[  SKIPPED ] first: 1 test(s), listed below:\n"
            "[  SKIPPED ] absent\n"
            "\n 1 SKIPPED TEST(S)\n"
            "[  FAILED  ] first: 1 test(s), listed below:\n"
            "[  FAILED  ] bad\n"
            "\n 2 FAILED TEST(S)\n"
            "[  PASSED  ] 1 test(s).\n");
}

TEST(CmockaReport, Subunit) {
  EXPECT_EQ(play(kSubunit).out,
            "test: good\n"
            "success: good\n"
            "test: bad\n"
            "failure: bad [\n"
            "1 != 2\n"
            "t.cpp:8: error: Failure!\n"
            "]\n"
            "test: absent\n"
            "skip: absent\n"
            "error: TearDownTestSuite [ left behind ]\n"
            "test: good\n"
            "success: good\n");
}

TEST(CmockaReport, TapHasAPlanForEachGroupAndOneVersion) {
  EXPECT_EQ(play(kTap).out,
            "TAP version 13\n"
            "1..3\n"
            "ok 1 - good\n"
            "not ok 2 - bad\n"
            "# 1 != 2\n"
            "# t.cpp:8: error: Failure!\n"
            "ok 3 # SKIP absent\n"
            "# TearDownTestSuite: left behind\n"
            "# not ok - first\n"
            "1..1\n"
            "ok 1 - good\n"
            "# ok - second\n");
}

constexpr char kFirstGroupXml[] =
    "<testsuites>\n"
    "  <testsuite name=\"first\" time=\"1.500\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\" >\n"
    "    <testcase name=\"good\" time=\"0.250\" >\n"
    "    </testcase>\n"
    "    <testcase name=\"bad\" time=\"0.000\" >\n"
    "      <failure><![CDATA[1 != 2\nt.cpp:8: error: Failure!]]></failure>\n"
    "    </testcase>\n"
    "    <testcase name=\"absent\" time=\"0.000\" >\n"
    "      <skipped/>\n"
    "    </testcase>\n"
    "    <testcase name=\"TearDownTestSuite\" time=\"0.000\" >\n"
    "      <failure><![CDATA[left behind]]></failure>\n"
    "    </testcase>\n"
    "  </testsuite>\n"
    "</testsuites>\n";
constexpr char kSecondGroupXml[] =
    "<testsuites>\n"
    "  <testsuite name=\"second\" time=\"0.000\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\" >\n"
    "    <testcase name=\"good\" time=\"0.000\" >\n"
    "    </testcase>\n"
    "  </testsuite>\n"
    "</testsuites>\n";
constexpr char kDeclaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n";

TEST(CmockaReport, XmlOnStdout) {
  EXPECT_EQ(play(kXml).out, std::string(kDeclaration) + kFirstGroupXml + kSecondGroupXml);
}

TEST(CmockaReport, XmlEscapes) {
  TextFile out;
  CmockaReport report(kXml, "", out.file(), stderr);
  report.begin_group("a<b", 1);
  report.begin_test("x&\"y\"");
  report.end_test({Status::Failed, "x&\"y\"", "end ]]> of \x01", 0});
  report.end_group(0);
  const std::string text = out.text();
  EXPECT_NE(text.find("<testsuite name=\"a&lt;b\""), std::string::npos) << text;
  EXPECT_NE(text.find("<testcase name=\"x&amp;&quot;y&quot;\""), std::string::npos) << text;
  EXPECT_NE(text.find("<![CDATA[end ]]]]><![CDATA[> of ?]]>"), std::string::npos) << text;
}

class CmockaXmlFile : public testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/cmocka_report.XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    directory_ = pattern;
  }
  void TearDown() override {
    for (const char* name : {"first", "second", "all"}) unlink(path(name).c_str());
    rmdir(directory_.c_str());
  }
  std::string path(const std::string& name) const { return directory_ + "/" + name + ".xml"; }

  std::string directory_;
};

TEST_F(CmockaXmlFile, PercentGMakesOneFileForEachGroup) {
  const Printed printed = play(kXml, path("%g"));
  EXPECT_EQ(read_text(path("first")), std::string(kDeclaration) + kFirstGroupXml);
  EXPECT_EQ(read_text(path("second")), std::string(kDeclaration) + kSecondGroupXml);
  EXPECT_EQ(printed.out, "");
}

TEST_F(CmockaXmlFile, WithoutPercentGGroupsFollowEachOther) {
  play(kXml, path("all"));
  EXPECT_EQ(read_text(path("all")), std::string(kDeclaration) + kFirstGroupXml + kSecondGroupXml);
}

TEST_F(CmockaXmlFile, AFileThatIsThereIsLeftAloneAndStderrUsed) {
  write_text(path("first"), "of another run");
  const Printed printed = play(kXml, path("%g"));
  EXPECT_EQ(read_text(path("first")), "of another run");
  EXPECT_EQ(read_text(path("second")), std::string(kDeclaration) + kSecondGroupXml);
  EXPECT_EQ(printed.err, std::string("skipped: first.absent: needs root\n") + kDeclaration + kFirstGroupXml);
}

TEST_F(CmockaXmlFile, APlaceThatCannotBeWrittenMeansStderr) {
  const Printed printed = play(kXml, directory_ + "/missing/%g.xml");
  EXPECT_NE(printed.err.find(kFirstGroupXml), std::string::npos);
}

TEST(CmockaOutputNames, AreReadInAnyCaseAndInLists) {
  EXPECT_EQ(parse_cmocka_output("stdout"), kStandard);
  EXPECT_EQ(parse_cmocka_output("Standard"), kStandard);
  EXPECT_EQ(parse_cmocka_output("SUBUNIT"), kSubunit);
  EXPECT_EQ(parse_cmocka_output("Tap"), kTap);
  EXPECT_EQ(parse_cmocka_output("xml"), kXml);
  EXPECT_EQ(parse_cmocka_output("tap,XML"), kTap | kXml);
}

TEST(CmockaOutputNames, UnknownOnesAreNothing) {
  EXPECT_EQ(parse_cmocka_output(""), kNoOutput);
  EXPECT_EQ(parse_cmocka_output("json"), kNoOutput);
  EXPECT_EQ(parse_cmocka_output("tap "), kNoOutput);
  EXPECT_EQ(parse_cmocka_output("tap,tap,tap,tap,tap,tap,tap,tap,tap"), kNoOutput) << "over 32 bytes";
}

}  // namespace
}  // namespace peapod::test
