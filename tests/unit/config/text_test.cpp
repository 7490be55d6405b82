// What a text is made of: characters, lines, documents.

#include <gtest/gtest.h>

#include "config/documents.h"
#include "config/encoding.h"
#include "config/lookalike.h"
#include "config/remark.h"
#include "config/remnant.h"
#include "config/source_line.h"
#include "config/utf8.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

TEST(Utf8, OnlyTheShortestFormOfACharacterIsOne) {
  EXPECT_EQ(first_character("A").code, U'A');
  EXPECT_EQ(first_character("\u00e9x").size, 2U);
  EXPECT_EQ(first_character("\u20ac").code, U'\u20ac');
  EXPECT_EQ(first_character("\U0001F600").code, U'\U0001F600');
  for (const char* text : {"", "\x80", "\xC1\x80", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82"}) {
    EXPECT_EQ(first_character(text).size, 0U) << text;
  }
  EXPECT_EQ(code_point_name(0xA0), "U+00A0");
  EXPECT_EQ(code_point_name(0x1F600), "U+01F600");
}

std::string encoding_mistake(std::string_view text) {
  const auto mistake = check_encoding(text);
  return mistake ? mistake->text("f") : std::string();
}

TEST(Encoding, OfOtherKindsIsNamed) {
  EXPECT_EQ(encoding_mistake("caf\u00e9: \u540D\t\r\n\u0085"), "");
  EXPECT_EQ(encoding_mistake("a: b\nc: \x93x\x94\n"),
            "f:2:4: the byte 0x93 is not UTF-8: the file was probably saved as Windows-1252 or Latin-1, save it as "
            "UTF-8");
  EXPECT_EQ(encoding_mistake("\xFF\xFE"
                             "a"),
            "f:1:1: is UTF-16: save it as UTF-8");
  EXPECT_EQ(encoding_mistake(std::string_view("a\0b\0", 4)), "f:1:1: is UTF-16: save it as UTF-8");
  EXPECT_EQ(encoding_mistake(std::string_view("\0a\0b", 4)), "f:1:1: is UTF-16: save it as UTF-8");
  EXPECT_EQ(encoding_mistake(std::string_view("ab\0\0", 4)), "f:1:3: a NUL byte: this is no text file");
  EXPECT_EQ(encoding_mistake("a: \x7F"),
            "f:1:4: U+007F, a control character: remove it, or write it as an escape in double quotes");
}

TEST(Documents, AreCutAtTheirDashes) {
  const auto contents = [](std::string_view text) {
    std::vector<std::string> found;
    for (auto document = next_document(text, 0); document; document = next_document(text, document->end)) {
      found.emplace_back(text.substr(document->content, document->end - document->content));
    }
    return found;
  };
  using Contents = std::vector<std::string>;
  EXPECT_EQ(contents(""), Contents{});
  EXPECT_EQ(contents("# x\n\n---\n--- # y\n---"), Contents{});
  EXPECT_EQ(contents("a\n---\nb\r\n---\r\nc"), (Contents{"a\n", "b\r\n", "c"}));
  EXPECT_EQ(contents("--- a\n--- # b\nb\n"), (Contents{"a\n", "b\n"}));
  EXPECT_EQ(contents("%YAML 1.1\n---\na\n---\nb"), (Contents{"%YAML 1.1\n---\na\n", "b"}));
  EXPECT_EQ(contents("a: |\n  ---\n  x\n---x\n ---\n"), Contents{"a: |\n  ---\n  x\n---x\n ---\n"});
}

TEST(Lookalike, IsFoundAndExplained) {
  EXPECT_FALSE(find_lookalike("plain ASCII, caf\u00e9, \u540D"));
  const auto space = find_lookalike("a\u00a0b");
  ASSERT_TRUE(space);
  EXPECT_EQ(space->offset, 1U);
  EXPECT_EQ(explain(*space), "U+00A0, a no-break space: write a space instead");
  EXPECT_EQ(explain(find_lookalike("\u201cx\u201d").value()),
            "U+201C, a quotation mark of typography: write \" instead");
  EXPECT_EQ(explain(find_lookalike("x\u200b").value()), "U+200B, a zero-width space: remove it");
  EXPECT_EQ(quoted("x\u200b\u00a0\u201c\x01\xFF\\"), "\"x\\u200b\\u00a0\u201c\\x01\\xff\\\\\"");
}

TEST(Remnant, OfOtherProgramsIsKnown) {
  for (const char* line : {"```yaml", "  ```", "<<<<<<< HEAD", "=======", ">>>>>>> x", "EOF", "cat <<EOF | sh -",
                           "cat > x <<-'EOT'", "image: {{ .Values.x }}", "{%- if x %}", "  ...", "\u2026"}) {
    EXPECT_NE(explain_remnant(line), "") << line;
  }
  for (const char* line : {"", "image: x", "<<: *x", "- a << b", "name: EOF", "# EOF x", "... x"}) {
    EXPECT_EQ(explain_remnant(line), "") << line;
  }
}

TEST(Remark, TellsAMissingBlank) {
  EXPECT_EQ(key_without_blank("image:nginx"), "image");
  EXPECT_EQ(key_without_blank("image:nginx:1"), "image");
  for (const char* word : {"http://x", "10:30", ":x", "x:", "image: x", "[::1]", "x-y:z"}) {
    EXPECT_EQ(key_without_blank(word), "") << word;
  }
}

TEST(SourceLine, FindsLinesAndWords) {
  const std::string_view text = "one\n\n # remark\n  two: 2\r\nthree";
  EXPECT_EQ(line_at(text, 0).text, "one");
  EXPECT_EQ(line_at(text, 3).text, "one");
  EXPECT_EQ(line_at(text, 4).text, "");
  EXPECT_EQ(line_at(text, 20).text, "  two: 2");
  EXPECT_EQ(line_at(text, 99).text, "three");
  EXPECT_EQ(line_number(text, 5).text, "three");
  EXPECT_EQ(line_number(text, 6).text, "");
  EXPECT_EQ(line_above(text, line_number(text, 4)).text, "one");
  EXPECT_EQ(line_above(text, line_number(text, 1)).text, "");
  EXPECT_EQ(word_at(line_number(text, 4), 3), "two");
  EXPECT_EQ(word_at(line_number(text, 4), 8), "2");
  EXPECT_EQ(word_at(line_number(text, 4), 9), "");
}

}  // namespace
}  // namespace peapod::config
