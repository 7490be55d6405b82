#include "config/excerpt.h"

#include <gtest/gtest.h>

#include "config/diagnostic_text.h"
#include "config/load.h"

namespace peapod::config {
namespace {

// The two lines of an excerpt, as they are printed.
std::string shown(std::string_view source, Position position) {
  const Excerpt excerpt = excerpt_of(source, position);
  return excerpt.line + "\n" + std::string(excerpt.caret, ' ') + "^" + std::string(excerpt.caret_size - 1, '~');
}

TEST(Excerpt, UnderlinesTheWord) {
  EXPECT_EQ(shown("a: 1\n  image: busybox  # x\r\n", {2, 10}),
            "  image: busybox  # x\n"
            "         ^~~~~~~");
  EXPECT_EQ(shown("  image: busybox", {1, 3}),
            "  image: busybox\n"
            "  ^~~~~");
  EXPECT_EQ(shown("a: [one, 'it''s', \"x\\\"y\", http://b:1]", {1, 10}),
            "a: [one, 'it''s', \"x\\\"y\", http://b:1]\n"
            "         ^~~~~~~");
  EXPECT_EQ(shown("a: [one, 'it''s', \"x\\\"y\", http://b:1]", {1, 19}).substr(38), std::string(18, ' ') + "^~~~~~");
  EXPECT_EQ(shown("a: [one, 'it''s', \"x\\\"y\", http://b:1]", {1, 27}).substr(38),
            std::string(26, ' ') + "^~~~~~~~~~");
  EXPECT_EQ(shown("a: {b: c}", {1, 4}), "a: {b: c}\n   ^");
  EXPECT_EQ(shown("a:", {1, 3}), "a:\n  ^");
  EXPECT_EQ(shown("", {1, 1}), "\n^");
  EXPECT_EQ(shown("a", {7, 9}), "\n^");
}

TEST(Excerpt, IsSafeOnATerminal) {
  EXPECT_EQ(shown("\tkey: 1", {1, 2}),
            "        key: 1\n"
            "        ^~~");
  EXPECT_EQ(shown("a\033[2J: b", {1, 1}),
            "a<U+001B>[2J: b\n"
            "^~~~~~~~~~~~");
  EXPECT_EQ(shown("na\xE2\x80\x8Bme: b", {1, 1}),
            "na<U+200B>me: b\n"
            "^~~~~~~~~~~~");
  EXPECT_EQ(shown("a\xFF: b", {1, 1}), "a?: b\n^~");
}

TEST(Excerpt, CountsCells) {
  EXPECT_EQ(shown("{\"\u540D\u524D\": 1, e\u0301: bad}", {1, 15}),
            "{\"\u540D\u524D\": 1, e\u0301: bad}\n"
            "            ^");
}

TEST(Excerpt, CutsLongLinesAroundTheCaret) {
  const std::string line = std::string(5000, 'x') + " bad: " + std::string(1 << 20, 'y');
  const Excerpt excerpt = excerpt_of(line, {1, 5002});
  EXPECT_EQ(excerpt.line.size(), kExcerptCellsMax + 3);
  EXPECT_EQ(excerpt.line.substr(excerpt.caret, excerpt.caret_size), "bad");
  EXPECT_TRUE(excerpt.line.starts_with("...x"));
  EXPECT_TRUE(excerpt.line.ends_with("y..."));
  EXPECT_LT(excerpt_of(std::string(1 << 20, 'x'), {1, 1}).caret_size, kExcerptCellsMax + 1);
}

constexpr std::string_view kManifest =
    "\xEF\xBB\xBF"
    "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - {name: x, imag: x:1}\n";

TEST(DiagnosticText, ShowsTheLineOfEachMistake) {
  std::string out;
  append_text(out, {{{6, 15}, "spec.containers[0].imag", "unknown field"}}, "pod.yaml", kManifest, false);
  EXPECT_EQ(out,
            "pod.yaml:6:15: spec.containers[0].imag: unknown field\n"
            "    6 |   - {name: x, imag: x:1}\n"
            "      |               ^~~~\n");
  out.clear();
  append_text(out, {{{1, 1}, "apiVersion", "old", Reason::Invalid, Severity::Warning}}, "pod.yaml", kManifest, true);
  EXPECT_EQ(out,
            "\033[1mpod.yaml:1:1: warning: apiVersion: \033[0mold\n"
            "    1 | apiVersion: v1\n"
            "      | \033[33m^~~~~~~~~~\033[0m\n");
  out.clear();
  append_text(out, {{{}, "", "cannot be read"}}, "pod.yaml", "", true);
  EXPECT_EQ(out, "\033[1mpod.yaml: \033[0mcannot be read\n");
}

TEST(DiagnosticText, JsonHasTheSameFacts) {
  std::string out;
  append_json(out,
              {{{6, 15}, "spec.containers[0].imag", "unknown \"field\"", Reason::Invalid, Severity::Note},
               {{}, "", "is empty", Reason::Syntax}},
              "pod.yaml", kManifest);
  EXPECT_EQ(out, R"({"file":"pod.yaml","line":6,"column":15,"endColumn":19,"path":"spec.containers[0].imag",)"
                 R"("reason":"FieldValueInvalid","severity":"note","message":"unknown \"field\""},)"
                 R"({"file":"pod.yaml","reason":"Syntax","severity":"error","message":"is empty"})");
}

}  // namespace
}  // namespace peapod::config
