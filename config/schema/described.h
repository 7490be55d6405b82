#pragma once

// Fields that are only described: `peapod explain` finds them, nothing reads or prints them through the table. They
// are refused as a whole, or written by the agent alone.

#include "config/schema/types.h"

namespace peapod::config::schema {

constexpr Row described_row(const char* name, const Type& type, const char* text) {
  return {.name = name, .member = described(type), .text = text};
}

// Of a status: Kubernetes has it, this agent does not write it.
constexpr Row never_written(const char* name, const Type& type, const char* text, const char* reason) {
  return {.name = name, .member = described(type), .text = text, .verdict = Verdict::NoEffect, .reason = reason};
}

// A list whose items a strategic merge patch merges by `key`.
constexpr Row merged(Row row, const char* key) {
  row.patch_strategy = PatchStrategy::Merge;
  row.merge_key = key;
  return row;
}

constexpr Type described_type(Words name, std::span<const Row> rows) {
  return {.name = name, .shape = Type::Shape::Object, .rows = rows};
}

constexpr Type described_list(const Type& element) {
  return {.name = "", .shape = Type::Shape::List, .element = &element};
}

inline constexpr const Type& kText = TypeOf<std::string>::value;
inline constexpr const Type& kTexts = TypeOf<std::vector<std::string>>::value;
inline constexpr const Type& kTruth = TypeOf<bool>::value;
inline constexpr const Type& kNumber = TypeOf<std::int64_t>::value;
inline constexpr const Type& kNumbers = TypeOf<std::vector<std::int64_t>>::value;
inline constexpr const Type& kQuantities = TypeOf<ResourceList>::value;
inline constexpr Type kTime = {.name = "Time"};  // RFC 3339, whole seconds in UTC.
inline constexpr Type kTextMap = {.name = "map[string]string", .shape = Type::Shape::Map};

}  // namespace peapod::config::schema
