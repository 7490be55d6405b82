// JSON text as we write it.

#include "config/json_writer.h"

#include <gtest/gtest.h>

namespace peapod::config {
namespace {

TEST(JsonWriter, LeavesOutWhatIsEmptyAndKeepsOrder) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("b", "x\"y\n");
  json.field_unless_empty("gone", "");
  json.field("a", 3);
  json.field("t", true);
  json.key("raw");
  json.raw("{\"k\":[1]}");
  json.begin_array("list");
  json.value(std::uint32_t{4294967295});
  json.null();
  json.end_array();
  json.end_object();
  EXPECT_EQ(out, R"({"b":"x\"y\n","a":3,"t":true,"raw":{"k":[1]},"list":[4294967295,null]})");
}

TEST(JsonWriter, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(valid_utf8("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80"), "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80");
  const std::string bad = "\xef\xbf\xbd";
  EXPECT_EQ(valid_utf8("a\xff"), "a" + bad);
  EXPECT_EQ(valid_utf8("\xc3"), bad);                                // Cut off.
  EXPECT_EQ(valid_utf8("\xc0\xaf"), bad + bad);                      // Overlong.
  EXPECT_EQ(valid_utf8("\xed\xa0\x80"), bad + bad + bad);            // A surrogate.
  EXPECT_EQ(valid_utf8("\xf4\x90\x80\x80"), bad + bad + bad + bad);  // Above U+10FFFF.
}

}  // namespace
}  // namespace peapod::config
