#include "firmware-agent/cli/json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace peapod::cli {
namespace {

const Json& null_value() {
  static const Json kNull;
  return kNull;
}

}  // namespace

rapidjson::Document parse_json(std::string_view text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  if (document.HasParseError()) document.SetNull();
  return document;
}

const Json& at(const Json& value, std::string_view name) {
  if (!value.IsObject()) return null_value();
  // Iterators are not compared: RapidJSON's operators are ambiguous in C++20.
  const Json key(rapidjson::StringRef(name.data(), name.size()));
  return value.HasMember(key) ? value[key] : null_value();
}

const Json& at(const Json& value, std::initializer_list<std::string_view> path) {
  const Json* here = &value;
  for (const std::string_view name : path) here = &at(*here, name);
  return *here;
}

std::string_view text_of(const Json& value) {
  return value.IsString() ? std::string_view(value.GetString(), value.GetStringLength()) : std::string_view{};
}

std::string_view text_at(const Json& value, std::initializer_list<std::string_view> path) {
  return text_of(at(value, path));
}

std::string scalar_text(const Json& value) {
  if (value.IsNull()) return {};
  if (value.IsString()) return std::string(text_of(value));
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

rapidjson::Value::ConstArray items(const Json& value) {
  static const Json kEmpty(rapidjson::kArrayType);
  return value.IsArray() ? value.GetArray() : kEmpty.GetArray();
}

}  // namespace peapod::cli
