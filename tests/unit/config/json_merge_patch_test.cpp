// JSON Merge Patch: the cases of RFC 7386, and a patch made from two documents that turns the one into the other.

#include "config/patch/json_merge_patch.h"

#include <gtest/gtest.h>

#include "tests/unit/config/random_json.h"

namespace peapod::config {
namespace {

struct Row {
  const char* object;
  const char* patch;
  const char* result;
};

// What RFC 7386 requires, appendix A and section 3, in cases of our own.
constexpr Row kRows[] = {
    {R"({"image":"a"})", R"({"image":"b"})", R"({"image":"b"})"},
    {R"({"image":"a"})", R"({"tag":"b"})", R"({"image":"a","tag":"b"})"},
    {R"({"image":"a"})", R"({"image":null})", R"({})"},
    {R"({"image":"a","tag":"b"})", R"({"image":null})", R"({"tag":"b"})"},
    {R"({"args":["a"]})", R"({"args":"b"})", R"({"args":"b"})"},
    {R"({"args":"b"})", R"({"args":["a"]})", R"({"args":["a"]})"},
    {R"({"meta":{"x":"1"}})", R"({"meta":{"x":"2","gone":null}})", R"({"meta":{"x":"2"}})"},
    {R"({"list":[{"x":1}]})", R"({"list":[2]})", R"({"list":[2]})"},
    {R"([1,2])", R"([3])", R"([3])"},
    {R"({"a":1})", R"([3])", R"([3])"},
    {R"({"a":1})", "null", "null"},
    {R"({"a":1})", R"("text")", R"("text")"},
    {R"({"stays":null})", R"({"a":1})", R"({"stays":null,"a":1})"},
    {R"([1,2])", R"({"a":"b","gone":null})", R"({"a":"b"})"},
    {R"({})", R"({"a":{"b":{"gone":null}}})", R"({"a":{"b":{}}})"},
    {R"({"a":{"b":1}})", R"({"a":{}})", R"({"a":{"b":1}})"},
    {R"({"list":[null]})", R"({"list":[null,1]})", R"({"list":[null,1]})"},
};

TEST(JsonMergePatch, FollowsTheRfc) {
  for (const Row& row : kRows) {
    const Patched patched = apply_json_merge_patch(row.object, row.patch);
    ASSERT_FALSE(patched.error) << patched.error->message;
    EXPECT_EQ(patched.json, row.result) << row.object << " + " << row.patch;
  }
}

TEST(JsonMergePatch, KeepsNumbersAndTextAsTheyAre) {
  const char object[] =
      R"({"a":9223372036854775807,"b":-1,"c":18446744073709551615,"d":0.1,"e":"gr\u00fc\u00df \ud83d\ude00\u0000"})";
  const Patched patched = apply_json_merge_patch(object, "{}");
  ASSERT_FALSE(patched.error);
  EXPECT_EQ(patched.json,
            "{\"a\":9223372036854775807,\"b\":-1,\"c\":18446744073709551615,\"d\":0.1,\"e\":\"gr\xc3\xbc\xc3\x9f "
            "\xf0\x9f\x98\x80\\u0000\"}");
}

// A number that is printed reads back as the same: found by the fuzzer.
TEST(JsonMergePatch, ReadsFractionsExactly) {
  const Patched once = apply_json_merge_patch(
      R"({"a":[4.444444444444045e24,4.4444444444444439e38,4.4444444444440018e32,-0.0,5e-324,1.7976931348623157e308,)"
      R"(18446744073709551616,-9223372036854775808,1E2]})",
      "{}");
  ASSERT_FALSE(once.error);
  EXPECT_EQ(once.json, R"({"a":[4.444444444444045e24,4.4444444444444439e38,4.4444444444440018e32,-0.0,5e-324,)"
                       R"(1.7976931348623157e308,18446744073709553000.0,-9223372036854775808,100.0]})");
  EXPECT_EQ(apply_json_merge_patch(once.json, "{}").json, once.json);
}

TEST(JsonMergePatch, RefusesWhatIsNoJson) {
  for (const char* patch : {"", "{", "{a: 1}", R"({"a":1}})", R"({"a":01})", "{\"a\":\"\xff\"}", R"({"a":1,"a":2})"}) {
    const Patched patched = apply_json_merge_patch("{}", patch);
    ASSERT_TRUE(patched.error) << patch;
    EXPECT_EQ(patched.error->kind, PatchError::Kind::Malformed) << patch;
    EXPECT_EQ(patched.json, "");
  }
  EXPECT_TRUE(apply_json_merge_patch("{}", std::string_view("{}\0", 3)).error);
  EXPECT_EQ(apply_json_merge_patch("{}", R"({"a":1,"a":2})").error->message,
            "the patch has the member \"a\" twice in one object");
}

TEST(JsonMergePatch, HasLimits) {
  const auto refused = [](const std::string& object, const std::string& patch) {
    const Patched patched = apply_json_merge_patch(object, patch);
    return patched.error && patched.error->kind == PatchError::Kind::TooLarge;
  };
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_FALSE(refused("{}", nested(kPatchDepthMax)));
  EXPECT_TRUE(refused("{}", nested(kPatchDepthMax + 1)));
  EXPECT_TRUE(refused("{}", std::string(kPatchBytesMax, '[')));
  EXPECT_TRUE(refused("{}", "\"" + std::string(kPatchBytesMax, 'x') + "\""));
  const auto list = [](std::size_t items) {
    std::string text = "[0";
    for (std::size_t i = 1; i < items; ++i) text += ",0";
    return text + "]";
  };
  EXPECT_FALSE(refused("{}", list(kPatchEntriesMax)));
  EXPECT_TRUE(refused("{}", list(kPatchEntriesMax + 1)));
  std::string lists = "[0";
  for (std::size_t i = 0; i <= kPatchValuesMax / kPatchEntriesMax; ++i) lists += "," + list(kPatchEntriesMax);
  EXPECT_TRUE(refused("{}", lists + "]"));
  const std::string half = "\"" + std::string(kPatchBytesMax * 2 / 3, 'x') + "\"";
  EXPECT_TRUE(refused("{\"a\":" + half + "}", "{\"b\":" + half + "}")) << "the result has a limit too";
}

// The patch that turns `from` into `to`; `to` holds no null, which such a patch cannot say.
void append_difference(const rapidjson::Value& from, const rapidjson::Value& to, std::string& out) {
  if (!from.IsObject() || !to.IsObject()) return append_json(to, out);
  std::string_view separator;
  const auto key = [&](const rapidjson::Value& name) {
    out += separator;
    append_json(name, out);
    out += ":";
    separator = ",";
  };
  out += "{";
  for (rapidjson::SizeType i = 0; i < from.MemberCount(); ++i) {
    const auto& member = from.MemberBegin()[i];
    if (to.HasMember(member.name)) continue;
    key(member.name);
    out += "null";
  }
  for (rapidjson::SizeType i = 0; i < to.MemberCount(); ++i) {
    const auto& member = to.MemberBegin()[i];
    key(member.name);
    from.HasMember(member.name) ? append_difference(from[member.name], member.value, out)
                                : append_json(member.value, out);
  }
  out += "}";
}

TEST(JsonMergePatch, TheDifferenceOfTwoDocumentsLeadsFromOneToTheOther) {
  RandomJson random(7386);
  for (int i = 0; i < 3000; ++i) {
    const std::string from = random.object();
    const std::string to = random.object();
    std::string difference;
    append_difference(parse_json(from), parse_json(to), difference);
    const Patched patched = apply_json_merge_patch(from, difference);
    ASSERT_FALSE(patched.error) << patched.error->message;
    ASSERT_TRUE(parse_json(patched.json) == parse_json(to)) << from << "\n" << difference << "\n" << patched.json;
    ASSERT_EQ(apply_json_merge_patch(patched.json, difference).json, patched.json) << "twice is once";
    ASSERT_EQ(apply_json_merge_patch(from, "{}").json, from) << "no change, no difference";
  }
}

}  // namespace
}  // namespace peapod::config
