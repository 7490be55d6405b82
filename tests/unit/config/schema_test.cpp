#include <gtest/gtest.h>

#include <set>
#include <string>

#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

// Calls `visit(type)` for every object type below `type`, once.
template <class Visit>
void each_object(const Type& type, std::set<const Type*>& seen, Visit visit) {
  if (!seen.insert(&type).second) return;
  if (type.shape == Type::Shape::Object) visit(type);
  if (type.element != nullptr) each_object(*type.element, seen, visit);
  for (const Row& row : type.rows) {
    if (row.member.type != nullptr) each_object(*row.member.type, seen, visit);
  }
}

TEST(Schema, EveryRowSaysWhatItIsAndWhyNot) {
  std::set<const Type*> seen;
  each_object(TypeOf<Pod>::value, seen, [](const Type& type) {
    std::set<std::string> names;
    for (const Row& row : type.rows) {
      const std::string where = std::string(type.name) + "." + row.name;
      EXPECT_TRUE(names.insert(row.name).second) << where << " is there twice";
      EXPECT_GT(std::string_view(row.text).size(), 3U) << where;
      EXPECT_TRUE(std::string_view(row.text).ends_with('.')) << where;
      EXPECT_EQ(row.verdict != Verdict::Runs, std::string_view(row.reason).size() > 10) << where;
      EXPECT_FALSE(row.required && row.verdict == Verdict::Refused && row.only == nullptr) << where;
    }
  });
  EXPECT_GT(seen.size(), 60U);
}

TEST(Schema, MergeKeysAreMembersOfTheItems) {
  std::set<const Type*> seen;
  each_object(TypeOf<Pod>::value, seen, [](const Type& type) {
    for (const Row& row : type.rows) {
      if (row.merge_key == nullptr || row.member.type == nullptr) continue;
      ASSERT_NE(row.member.type->element, nullptr) << row.name;
      EXPECT_NE(find_row(*row.member.type->element, row.merge_key), nullptr) << row.name;
    }
  });
}

}  // namespace
}  // namespace peapod::config::schema
