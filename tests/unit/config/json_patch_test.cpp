// JSON Patch and JSON Pointer: the cases of RFC 6902 and 6901, refusals, limits, and patches undone by their inverse.

#include "config/patch/json_patch.h"

#include <gtest/gtest.h>

#include "config/patch/json_pointer.h"
#include "tests/unit/config/random_json.h"

namespace peapod::config {
namespace {

TEST(JsonPointer, FollowsTheRfc) {
  const auto tokens = [](std::string_view text) { return parse_json_pointer(text).value(); };
  EXPECT_EQ(tokens(""), JsonPointer{});
  EXPECT_EQ(tokens("/"), JsonPointer{""});
  EXPECT_EQ(tokens("/spec/containers/0"), (JsonPointer{"spec", "containers", "0"}));
  EXPECT_EQ(tokens("/example.com~1role"), JsonPointer{"example.com/role"});
  EXPECT_EQ(tokens("/m~0n"), JsonPointer{"m~n"});
  EXPECT_EQ(tokens("/~01"), JsonPointer{"~1"}) << "the slash is unescaped before the tilde";
  EXPECT_EQ(tokens("/ /%25"), (JsonPointer{" ", "%25"}));
  EXPECT_EQ(tokens("//"), (JsonPointer{"", ""}));
  for (const char* wrong : {"spec", "#/spec", "/a~", "/a~2", "/~/x"}) EXPECT_FALSE(parse_json_pointer(wrong)) << wrong;
  std::string deep;
  for (std::size_t i = 0; i <= kPatchDepthMax; ++i) deep += "/a";
  EXPECT_FALSE(parse_json_pointer(deep));
}

TEST(JsonPointer, IndicesAreDigitsWithoutLeadingZeros) {
  EXPECT_EQ(list_index("0", 3), 0U);
  EXPECT_EQ(list_index("3", 3), 3U);
  for (const char* wrong : {"", "4", "00", "01", "-1", "+1", "1 ", "1e0", "x", "4294967296"}) {
    EXPECT_FALSE(list_index(wrong, 3)) << wrong;
  }
}

struct Row {
  const char* object;
  const char* patch;
  const char* result;
};

// What RFC 6902 requires, sections 4 and A, in cases of our own.
constexpr Row kRows[] = {
    {R"({"a":1})", R"([])", R"({"a":1})"},
    {R"({"a":1})", R"([{"op":"add","path":"/b","value":2}])", R"({"a":1,"b":2})"},
    {R"({"a":1})", R"([{"op":"add","path":"/a","value":null}])", R"({"a":null})"},
    {R"({"l":["x","z"]})", R"([{"op":"add","path":"/l/1","value":"y"}])", R"({"l":["x","y","z"]})"},
    {R"({"l":["x","y"]})", R"([{"op":"add","path":"/l/2","value":"z"}])", R"({"l":["x","y","z"]})"},
    {R"({"l":["x"]})", R"([{"op":"add","path":"/l/-","value":["y"]}])", R"({"l":["x",["y"]]})"},
    {R"({"l":[]})", R"([{"op":"add","path":"/l/0","value":1}])", R"({"l":[1]})"},
    {R"({"a":1})", R"([{"op":"add","path":"","value":[]}])", R"([])"},
    {R"({"a":1})", R"([{"op":"add","path":"/b","value":{"c":1}},{"op":"add","path":"/b/d","value":2}])",
     R"({"a":1,"b":{"c":1,"d":2}})"},
    {R"({"a":1,"b":2})", R"([{"op":"remove","path":"/a"}])", R"({"b":2})"},
    {R"({"l":[1,2,3]})", R"([{"op":"remove","path":"/l/1"}])", R"({"l":[1,3]})"},
    {R"({"a":1,"b":2})", R"([{"op":"replace","path":"/a","value":{"x":[]}}])", R"({"a":{"x":[]},"b":2})"},
    {R"({"l":[1,2]})", R"([{"op":"replace","path":"/l/1","value":9}])", R"({"l":[1,9]})"},
    {R"({"a":1})", R"([{"op":"replace","path":"","value":{}}])", R"({})"},
    {R"({"a":{"x":1},"b":{}})", R"([{"op":"move","from":"/a/x","path":"/b/y"}])", R"({"a":{},"b":{"y":1}})"},
    {R"({"l":[1,2,3]})", R"([{"op":"move","from":"/l/0","path":"/l/2"}])", R"({"l":[2,3,1]})"},
    {R"({"a":1})", R"([{"op":"move","from":"/a","path":"/a"}])", R"({"a":1})"},
    {R"({"a":{"b":[1]}})", R"([{"op":"move","from":"/a/b","path":""}])", R"([1])"},
    {R"({"a":{"x":1}})", R"([{"op":"copy","from":"/a","path":"/a/y"}])", R"({"a":{"x":1,"y":{"x":1}}})"},
    {R"({"l":[1]})", R"([{"op":"copy","from":"/l/0","path":"/l/-"}])", R"({"l":[1,1]})"},
    {R"({"a":"x"})", R"([{"op":"test","path":"/a","value":"x"}])", R"({"a":"x"})"},
    {R"({"a":{"x":1,"y":[2]}})", R"([{"op":"test","path":"/a","value":{"y":[2],"x":1}}])", R"({"a":{"x":1,"y":[2]}})"},
    {R"({"a":10})", R"([{"op":"test","path":"/a","value":1e1}])", R"({"a":10})"},
    {R"({"a/b":1,"m~n":2})", R"([{"op":"test","path":"/a~1b","value":1},{"op":"remove","path":"/m~0n"}])",
     R"({"a/b":1})"},
    {R"({"":1})", R"([{"op":"replace","path":"/","value":2}])", R"({"":2})"},
    {R"({"a":1})", R"([{"op":"test","path":"/a","value":1,"note":"members nobody knows are ignored"}])", R"({"a":1})"},
};

TEST(JsonPatch, FollowsTheRfc) {
  for (const Row& row : kRows) {
    const Patched patched = apply_json_patch(row.object, row.patch);
    ASSERT_FALSE(patched.error) << row.patch << ": " << patched.error->message;
    EXPECT_EQ(patched.json, row.result) << row.object << " + " << row.patch;
  }
}

struct Refusal {
  const char* patch;
  PatchError::Kind kind;
  const char* message;
};

constexpr PatchError::Kind kMalformed = PatchError::Kind::Malformed;
constexpr PatchError::Kind kDoesNotApply = PatchError::Kind::DoesNotApply;

constexpr Refusal kRefusals[] = {
    {R"({"op":"add"})", kMalformed, "a JSON patch must be a list of operations"},
    {R"([1])", kMalformed, "operation 0: an operation must be an object"},
    {R"([{"path":"/a"}])", kMalformed, "operation 0: \"op\" must be a string"},
    {R"([{"op":"spam","path":"/a"}])", kMalformed,
     "operation 0: unknown operation \"spam\"; known are add, remove, replace, move, copy, test"},
    {R"([{"op":"add","value":1}])", kMalformed, "operation 0: \"path\" must be a string"},
    {R"([{"op":"add","path":"/b"}])", kMalformed, "operation 0: \"value\" is missing"},
    {R"([{"op":"copy","path":"/b"}])", kMalformed, "operation 0: \"from\" must be a string"},
    {R"([{"op":"remove","path":"a"}])", kMalformed, "operation 0: \"a\" is not a JSON pointer (RFC 6901)"},
    {R"([{"op":"add","path":"/x/y","value":1}])", kDoesNotApply,
     "operation 0: add operation does not apply: doc is missing path: \"/x/y\": missing value"},
    {R"([{"op":"add","path":"/a/y","value":1}])", kDoesNotApply,
     "operation 0: add operation does not apply: doc is missing path: \"/a/y\": missing value"},
    {R"([{"op":"add","path":"/l/3","value":1}])", kDoesNotApply,
     "operation 0: add operation does not apply: unable to access invalid index: 3"},
    {R"([{"op":"add","path":"/l/-1","value":1}])", kDoesNotApply,
     "operation 0: add operation does not apply: unable to access invalid index: -1"},
    {R"([{"op":"test","path":"/a","value":1},{"op":"remove","path":"/x"}])", kDoesNotApply,
     "operation 1: remove operation does not apply: doc is missing path: \"/x\": missing value"},
    {R"([{"op":"remove","path":"/l/-"}])", kDoesNotApply,
     "operation 0: remove operation does not apply: doc is missing path: \"/l/-\": missing value"},
    {R"([{"op":"remove","path":""}])", kDoesNotApply,
     "operation 0: remove operation does not apply: the whole document cannot be removed"},
    {R"([{"op":"replace","path":"/x","value":1}])", kDoesNotApply,
     "operation 0: replace operation does not apply: doc is missing path: \"/x\": missing value"},
    {R"([{"op":"move","from":"/o","path":"/o/p/q"}])", kDoesNotApply,
     "operation 0: move operation does not apply: a value cannot be moved into itself"},
    {R"([{"op":"move","from":"/x","path":"/y"}])", kDoesNotApply,
     "operation 0: move operation does not apply: doc is missing path: \"/x\": missing value"},
    {R"([{"op":"test","path":"/a","value":"1"}])", kDoesNotApply, "operation 0: testing value /a failed: test failed"},
    {R"([{"op":"test","path":"/x","value":null}])", kDoesNotApply,
     "operation 0: test operation does not apply: doc is missing path: \"/x\": missing value"},
};

TEST(JsonPatch, RefusesWithTheNumberOfTheOperation) {
  for (const Refusal& row : kRefusals) {
    const Patched patched = apply_json_patch(R"({"a":1,"l":[1,2],"o":{"p":{}}})", row.patch);
    ASSERT_TRUE(patched.error) << row.patch << " made " << patched.json;
    EXPECT_EQ(patched.error->message, row.message) << row.patch;
    EXPECT_EQ(patched.error->kind, row.kind) << row.patch;
    EXPECT_EQ(patched.json, "");
  }
}

TEST(JsonPatch, HasLimits) {
  const auto refused = [](const std::string& object, const std::string& patch) {
    const Patched patched = apply_json_patch(object, patch);
    return patched.error && patched.error->kind == PatchError::Kind::TooLarge;
  };
  const auto times = [](std::size_t count, const std::string& operation) {
    std::string patch = "[" + operation;
    for (std::size_t i = 1; i < count; ++i) patch += "," + operation;
    return patch + "]";
  };
  const std::string test = R"({"op":"test","path":"/a","value":1})";
  EXPECT_FALSE(refused(R"({"a":1})", times(kPatchOperationsMax, test)));
  EXPECT_TRUE(refused(R"({"a":1})", times(kPatchOperationsMax + 1, test)));
  // Doubles with each operation: 2^1000 items without a limit.
  EXPECT_TRUE(refused(R"({"l":[0]})", times(1000, R"({"op":"copy","from":"/l","path":"/l/-"})")));
  // Deeper with each operation, and never larger.
  EXPECT_TRUE(refused(R"({"a":{}})", times(100, R"({"op":"move","from":"/a","path":"/b"},)"
                                                R"({"op":"add","path":"/a","value":{}},)"
                                                R"({"op":"move","from":"/b","path":"/a/x"})")));
}

// A random operation that applies to `object`, and the one that undoes it.
struct Step {
  std::string apply;
  std::string undo;
};

Step random_step(RandomJson& random, const std::string& object) {
  const rapidjson::Document document = parse_json(object);
  const auto pair = [](std::string_view op, const std::string& path, const std::string& value = {}) {
    std::string text = "[{\"op\":\"" + std::string(op) + "\",\"path\":\"" + path + "\"";
    if (!value.empty()) text += ",\"value\":" + value;
    return text + "}]";
  };
  if (document.MemberCount() == 0 || random.below(3) == 0) {
    return {pair("add", "/new", random.value(2)), pair("remove", "/new")};
  }
  const auto& member = document.MemberBegin()[random.below(document.MemberCount())];
  const std::string path = std::string("/") + member.name.GetString();
  std::string old;
  append_json(member.value, old);
  if (member.value.IsArray() && random.below(2) == 0) {
    const std::string index = std::to_string(random.below(member.value.Size() + 1));
    return {pair("add", path + "/" + index, random.value(2)), pair("remove", path + "/" + index)};
  }
  if (random.below(2) == 0) return {pair("replace", path, random.value(2)), pair("replace", path, old)};
  return {pair("remove", path), pair("add", path, old)};
}

TEST(JsonPatch, IsUndoneByItsInverse) {
  RandomJson random(6902);
  for (int i = 0; i < 3000; ++i) {
    const std::string object = random.object();
    const Step step = random_step(random, object);
    const Patched there = apply_json_patch(object, step.apply);
    ASSERT_FALSE(there.error) << object << " " << step.apply << ": " << there.error->message;
    const Patched back = apply_json_patch(there.json, step.undo);
    ASSERT_FALSE(back.error) << there.json << " " << step.undo << ": " << back.error->message;
    ASSERT_TRUE(parse_json(back.json) == parse_json(object)) << object << " " << step.apply << " " << back.json;
  }
}

}  // namespace
}  // namespace peapod::config
