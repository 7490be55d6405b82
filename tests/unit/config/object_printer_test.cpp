// Objects as kubectl prints them: what is expected here was printed by kubectl 1.33.

#include "config/object_printer.h"

#include <gtest/gtest.h>

#include "config/diagnostic.h"
#include "config/load.h"
#include "config/yaml_scalar.h"
#include "tests/unit/config/random_json.h"

namespace peapod::config {
namespace {

std::string yaml_scalar(std::string_view text, std::size_t indent) {
  std::string out;
  append_yaml_scalar(out, text, indent);
  return out;
}

TEST(YamlScalar, IsQuotedWhereYamlWouldReadSomethingElse) {
  struct Row {
    const char* text;
    const char* yaml;
  };
  constexpr Row kRows[] = {
      {"web", "web"},
      {"nginx:1.25", "nginx:1.25"},
      {"/etc/hosts", "/etc/hosts"},
      {"a b", "a b"},
      {"", "\"\""},
      {"true", "\"true\""},
      {"No", "\"No\""},
      {"null", "\"null\""},
      {"~", "\"~\""},
      {"1", "\"1\""},
      {"-1.5e3", "\"-1.5e3\""},
      {"0x1F", "\"0x1F\""},
      {"12:30", "\"12:30\""},
      {"2026-01-02T03:04:05Z", "\"2026-01-02T03:04:05Z\""},
      {"100m", "100m"},
      {"64Mi", "64Mi"},
      {"- x", "'- x'"},
      {"-c", "-c"},
      {"key: value", "'key: value'"},
      {"ends:", "'ends:'"},
      {"a #b", "'a #b'"},
      {"#b", "'#b'"},
      {"*", "'*'"},
      {"it's", "it's"},
      {"'it'", "'''it'''"},
      {" x", "' x'"},
      {"tab\there", "\"tab\\there\""},
      {"bell\a", "\"bell\\a\""},
      {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
      {"\xF0\x9F\x98\x80", "\"\\U0001F600\""},
      {"y", "\"y\""},
      {"yEs", "yEs"},
      {"1__0", "\"1__0\""},
      {"1_", "\"1_\""},
      {"0o17", "\"0o17\""},
      {"190:20:30", "\"190:20:30\""},
      {"1:60", "1:60"},
      {"2026-1-2", "\"2026-1-2\""},
      {"2026-01-02 03:04:05", "\"2026-01-02 03:04:05\""},
      {"1.2.3", "1.2.3"},
      {"12e0x", "12e0x"},
      {"1e", "1e"},
      {".", "."},
      {"=", "="},
      {"<< - {", "<< - {"},
      {"a b ", "'a b '"},
  };
  for (const Row& row : kRows) EXPECT_EQ(yaml_scalar(row.text, 2), row.yaml) << row.text;
}

TEST(YamlScalar, SeveralLinesAreABlock) {
  EXPECT_EQ(yaml_scalar("one\n\ntwo", 2), "|-\n  one\n\n  two");
  EXPECT_EQ(yaml_scalar("one\ntwo\n", 4), "|\n    one\n    two");
  EXPECT_EQ(yaml_scalar("one\n\n", 2), "|+\n  one\n");
  EXPECT_EQ(yaml_scalar(" one\ntwo", 4), "|2-\n     one\n    two");
  EXPECT_EQ(yaml_scalar("\n", 4), "|2+\n");
  EXPECT_EQ(yaml_scalar("one \ntwo", 2), "\"one \\ntwo\"");
  EXPECT_EQ(yaml_scalar("one\r\ntwo", 2), "\"one\\r\\ntwo\"");
}

TEST(YamlScalar, LongLinesAreFolded) {
  const std::string words = "a long text with many words that goes on and on until eighty columns are surely";
  const auto folded = [](std::string line, std::string_view text) {
    append_yaml_scalar(line, text, 4);
    return line;
  };
  EXPECT_EQ(folded("", words.substr(0, 75) + " passed"), words.substr(0, 75) + " passed");
  EXPECT_EQ(folded("  a: ", words + " passed and more"), "  a: " + words + "\n    passed and more");
  EXPECT_EQ(folded("  a: ", ":" + words + " passed: more"), "  a: ':" + words + "\n    passed: more'");
  EXPECT_EQ(folded("  a: ", "\t" + words + " passed"), "  a: \"\\t" + words + "\n    passed\"");
  EXPECT_EQ(folded("  a: ", words + "  passed"), "  a: " + words + "  passed");
}

TEST(ObjectPrinter, ALongKeyStandsAlone) {
  const std::string key(129, 'k');
  EXPECT_EQ(to_yaml_text(parse_json(R"({")" + key + R"(":{"a":1}})")), "? " + key + "\n:\n  a: 1\n");
  EXPECT_EQ(to_yaml_text(parse_json(R"({")" + key + R"(":"v"})")), "? " + key + "\n: v\n");
}

TEST(ObjectPrinter, YamlHasSortedKeysAndKubernetesSequences) {
  const auto object = parse_json(
      R"({"spec":{"b":[{"name":"x","list":["-c","1"],"none":{}},{}],"a":true,"deep":[[1,2],[]]},"kind":"Pod","n":null})");
  EXPECT_EQ(to_yaml_text(object),
            "kind: Pod\n"
            "\"n\": null\n"
            "spec:\n"
            "  a: true\n"
            "  b:\n"
            "  - list:\n"
            "    - -c\n"
            "    - \"1\"\n"
            "    name: x\n"
            "    none: {}\n"
            "  - {}\n"
            "  deep:\n"
            "  - - 1\n"
            "    - 2\n"
            "  - []\n");
}

TEST(ObjectPrinter, JsonIsIndentedByFour) {
  EXPECT_EQ(to_json_text(parse_json(R"({"b":[1],"a":"x"})")),
            "{\n    \"a\": \"x\",\n    \"b\": [\n        1\n    ]\n}\n");
}

// What we print of a manifest must read back as the same manifest.
TEST(ObjectPrinter, YamlReadsBack) {
  const std::string json =
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"k":"yes","l":" x: y","m":"1\n2\n"}},)"
      R"("spec":{"containers":[{"name":"c","image":"i","command":["sh","-c","echo 'a' > /b\nexit 3"],"args":["","~","0"]}]}})";
  const Loaded loaded = load_pods(to_yaml_text(parse_json(json)));
  ASSERT_TRUE(loaded.diagnostics.empty()) << render(loaded.diagnostics, "yaml") << to_yaml_text(parse_json(json));
  const Pod& pod = loaded.pods.at(0);
  EXPECT_EQ(pod.metadata.annotations.at("k"), "yes");
  EXPECT_EQ(pod.metadata.annotations.at("l"), " x: y");
  EXPECT_EQ(pod.metadata.annotations.at("m"), "1\n2\n");
  EXPECT_EQ(pod.spec.containers[0].command[2], "echo 'a' > /b\nexit 3");
  EXPECT_EQ(pod.spec.containers[0].args, (std::vector<std::string>{"", "~", "0"}));
}

}  // namespace
}  // namespace peapod::config
