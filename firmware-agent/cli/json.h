#pragma once

// Looks things up in the JSON an agent has sent. What is missing reads as empty.

#include <rapidjson/document.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace peapod::cli {

using Json = rapidjson::Value;

// Null when the text is no JSON.
rapidjson::Document parse_json(std::string_view text);

// The value at the end of the path of members; null where one is missing.
const Json& at(const Json& value, std::initializer_list<std::string_view> path);
const Json& at(const Json& value, std::string_view name);

// The text at the end of the path; empty when there is none.
std::string_view text_at(const Json& value, std::initializer_list<std::string_view> path);
std::string_view text_of(const Json& value);
// The text of a string, and what JSON prints of a number or boolean.
std::string scalar_text(const Json& value);

// The elements of an array; none when it is no array.
rapidjson::Value::ConstArray items(const Json& value);

}  // namespace peapod::cli
