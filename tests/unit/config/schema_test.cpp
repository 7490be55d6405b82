#include <gtest/gtest.h>

#include "config/json_writer.h"
#include "schema_walk.h"

namespace peapod::config::schema {
namespace {

bool is_sentence(std::string_view text) {
  const bool starts = !text.empty() && (text[0] == '"' || text[0] == '/' || (text[0] >= '0' && text[0] <= 'Z'));
  return text.size() > 3 && starts && text.ends_with('.');
}

TEST(Schema, EveryRowSaysWhatItIsAndWhyNot) {
  std::size_t rows = 0;
  each_object([&](const Type& type) {
    std::set<std::string> names;
    for (const Row& row : type.rows) {
      const std::string where = std::string(type.name) + "." + row.name;
      const std::string_view reason = row.reason;
      EXPECT_TRUE(names.insert(row.name).second) << where << " is there twice";
      EXPECT_TRUE(is_sentence(row.text)) << where << ": " << row.text;
      EXPECT_EQ(row.verdict != Verdict::Runs, reason.size() > 10) << where;
      // It goes on where "path: Forbidden: " or "path: " begins.
      EXPECT_TRUE(reason.empty() || (reason[0] >= 'a' && reason[0] <= 'z' && reason.back() != '.')) << where;
      EXPECT_FALSE(row.required && row.verdict == Verdict::Refused && row.only == nullptr) << where;
      EXPECT_LE(row.min, row.max) << where;
      ++rows;
    }
  });
  EXPECT_GT(rows, 420U);
}

TEST(Schema, MergeKeysAreMembersOfTheItems) {
  std::size_t keys = 0;
  each_object([&](const Type& type) {
    for (const Row& row : type.rows) {
      if (row.merge_key == nullptr) continue;
      ASSERT_NE(row.member.type, nullptr) << row.name;
      ASSERT_NE(row.member.type->element, nullptr) << row.name;
      EXPECT_NE(find_row(*row.member.type->element, row.merge_key), nullptr) << row.name;
      ++keys;
    }
  });
  EXPECT_GT(keys, 12U);
}

// What the default of a row says is what a value that nobody has set prints, everywhere below `object`.
void check_defaults(const Type& type, void* object, std::size_t& defaults) {
  for (const Row& row : type.rows) {
    if (row.member.emplace == nullptr) continue;
    const std::string where = std::string(type.name) + "." + row.name;
    const Type& member = *row.member.type;
    const void* const value = row.member.get(object);
    if (member.shape == Type::Shape::Scalar || member.shape == Type::Shape::Choice) {
      const std::string_view stated = row.default_value;
      if (!stated.empty()) {
        ++defaults;
        ASSERT_NE(value, nullptr) << where;
        std::string printed;
        JsonWriter json(printed);
        member.write(json, member, value);
        EXPECT_TRUE(printed == stated || printed == '"' + std::string(stated) + '"') << where << ": " << printed;
      } else if (value != nullptr) {
        EXPECT_TRUE(member.empty(member, value)) << where << " has a default that its row does not state";
      }
    } else if (member.shape == Type::Shape::Object) {
      check_defaults(member, row.member.emplace(object), defaults);
    } else if (member.append != nullptr && member.element->shape == Type::Shape::Object) {
      check_defaults(*member.element, member.append(row.member.emplace(object)), defaults);
    }
  }
}

TEST(Schema, DefaultsAreThoseOfTheStructs) {
  Pod pod;
  std::size_t defaults = 0;
  check_defaults(TypeOf<Pod>::value, &pod, defaults);
  EXPECT_GT(defaults, 30U);
}

}  // namespace
}  // namespace peapod::config::schema
