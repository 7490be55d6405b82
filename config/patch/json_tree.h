#pragma once

// JSON as a tree that patches work on: RapidJSON's, read within limits, with duplicate members refused, and the few
// verbs that patches need. All trees of one patch share an allocator, which frees everything at once. Where a
// program has one reader of trees it has one parser of them: that of each handler and each set of flags is another.

#include <rapidjson/document.h>

#include <string_view>

#include "config/patch/patched.h"

namespace peapod::config {

using JsonValue = rapidjson::Value;
using JsonAllocator = rapidjson::Document::AllocatorType;

// `what` names the text in the message: "the patch". `root_entries_max` is for the outermost list or object.
std::optional<PatchError> parse_tree(std::string_view text, std::string_view what, rapidjson::Document& out,
                                     std::size_t root_entries_max = kPatchEntriesMax);
Patched print_tree(const JsonValue& root);

std::string_view text_of(const JsonValue& string);
JsonValue make_text(std::string_view text, JsonAllocator& allocator);

JsonValue& member_name(JsonValue& object, rapidjson::SizeType index);
JsonValue& member_value(JsonValue& object, rapidjson::SizeType index);
// Null when there is none.
JsonValue* find_member(JsonValue& object, std::string_view name);
const JsonValue* find_member(const JsonValue& object, std::string_view name);
// In the place of the present one, or behind the last.
void set_member(JsonValue& object, std::string_view name, JsonValue&& value, JsonAllocator& allocator);
bool erase_member(JsonValue& object, std::string_view name);

}  // namespace peapod::config
