#include <gtest/gtest.h>

#include "config/load.h"
#include "firmware-agent/cli/duration.h"
#include "firmware-agent/cli/object_printer.h"
#include "firmware-agent/cli/tab_writer.h"
#include "firmware-agent/cli/table_printer.h"
#include "firmware-agent/cli/yaml_scalar.h"

namespace peapod::cli {
namespace {

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
      {"bell\a", "\"bell\\x07\""},
      {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
  };
  for (const Row& row : kRows) EXPECT_EQ(yaml_scalar(row.text, 2), row.yaml) << row.text;
}

TEST(YamlScalar, SeveralLinesAreABlock) {
  EXPECT_EQ(yaml_scalar("one\n\ntwo", 2), "|-\n  one\n\n  two");
  EXPECT_EQ(yaml_scalar("one\ntwo\n", 4), "|\n    one\n    two");
  EXPECT_EQ(yaml_scalar("one\n\n", 2), "|+\n  one\n");
  EXPECT_EQ(yaml_scalar(" one\ntwo", 2), "\" one\\ntwo\"");
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

TEST(ObjectPrinter, AListIsOfKindList) {
  const auto list = parse_json(R"({"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[{"kind":"Pod"}]})");
  EXPECT_EQ(to_yaml_text(as_list(list)),
            "apiVersion: v1\nitems:\n- kind: Pod\nkind: List\nmetadata:\n  resourceVersion: \"\"\n");
}

// What we print of a manifest must read back as the same manifest.
TEST(ObjectPrinter, YamlReadsBack) {
  const std::string json =
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"k":"yes","l":" x: y","m":"1\n2\n"}},)"
      R"("spec":{"containers":[{"name":"c","image":"i","command":["sh","-c","echo 'a' > /b\nexit 3"],"args":["","~","0"]}]}})";
  const config::Loaded loaded = config::load_pods(to_yaml_text(parse_json(json)));
  ASSERT_TRUE(loaded.diagnostics.empty())
      << config::render(loaded.diagnostics, "yaml") << to_yaml_text(parse_json(json));
  const config::Pod& pod = loaded.pods.at(0);
  EXPECT_EQ(pod.metadata.annotations.at("k"), "yes");
  EXPECT_EQ(pod.metadata.annotations.at("l"), " x: y");
  EXPECT_EQ(pod.metadata.annotations.at("m"), "1\n2\n");
  EXPECT_EQ(pod.spec.containers[0].command[2], "echo 'a' > /b\nexit 3");
  EXPECT_EQ(pod.spec.containers[0].args, (std::vector<std::string>{"", "~", "0"}));
}

TEST(TabWriter, AlignsBlocksOfConsecutiveLines) {
  EXPECT_EQ(align("Name:\tweb\nNamespace:\tdefault\nplain\nA:\tb\n", kDescribeStyle),
            "Name:       web\nNamespace:  default\nplain\nA:  b\n");
  EXPECT_EQ(align("a\tb\tc\nlonger\tx\ty\n", kDescribeStyle), "a       b  c\nlonger  x  y\n");
  EXPECT_EQ(align("gr\xc3\xbc\xc3\x9f\t1\nabcde\t2", kDescribeStyle), "gr\xc3\xbc\xc3\x9f   1\nabcde  2");
}

rapidjson::Document table() {
  return parse_json(
      R"({"columnDefinitions":[{"name":"Name","priority":0},{"name":"Age","priority":0},{"name":"Node","priority":1}],)"
      R"("rows":[{"cells":["web",5,"box"],"object":{"metadata":{"namespace":"lab"}}},{"cells":["a-long-name","2m\nx",null]}]})");
}

TEST(TablePrinter, PrintsAsKubectl) {
  EXPECT_EQ(TablePrinter({}).print(table()), "NAME          AGE\nweb           5\na-long-name   2m...\n");
  EXPECT_EQ(TablePrinter({true, false, true}).print(table()),
            "NAME          AGE     NODE\nweb           5       box\na-long-name   2m...   \n");
  EXPECT_EQ(TablePrinter({false, true, false}).print(table()), "lab   web           5\n      a-long-name   2m...\n");
}

TEST(TablePrinter, RemembersWidthsAndHeaders) {
  TablePrinter printer({});
  printer.print(table());
  EXPECT_EQ(printer.print(parse_json(R"({"rows":[{"cells":["b","9s",""]}]})")), "b             9s\n");
}

TEST(Duration, IsReadAsGoWritesIt) {
  EXPECT_EQ(parse_duration_seconds("90s"), 90);
  EXPECT_EQ(parse_duration_seconds("2h30m"), 9000);
  EXPECT_EQ(parse_duration_seconds("1500ms"), 2);
  for (const char* bad : {"", "5", "m", "0s", "-5s", "5d", "5s5", "99999999999999999999h"}) {
    EXPECT_EQ(parse_duration_seconds(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace peapod::cli
