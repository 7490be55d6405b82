#include <gtest/gtest.h>

#include "config/object_printer.h"
#include "firmware-agent/cli/duration.h"
#include "firmware-agent/cli/object_list.h"
#include "firmware-agent/cli/tab_writer.h"
#include "firmware-agent/cli/table_printer.h"

namespace peapod::cli {
namespace {

TEST(ObjectList, IsOfKindList) {
  const auto list = parse_json(R"({"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[{"kind":"Pod"}]})");
  EXPECT_EQ(config::to_yaml_text(as_list(list)),
            "apiVersion: v1\nitems:\n- kind: Pod\nkind: List\nmetadata:\n  resourceVersion: \"\"\n");
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
