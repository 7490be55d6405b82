#include "platform/images/json.h"

#include <cerrno>

namespace peapod::platform::images {
namespace {

bool depth_is_bounded(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kJsonDepthMax) return false;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return true;
}

const rapidjson::Value* find(const rapidjson::Value& object, const char* key) {
  if (!object.IsObject()) return nullptr;
  auto member = object.FindMember(key);
  return member == object.MemberEnd() || member->value.IsNull() ? nullptr : &member->value;
}

// A NUL would cut the text short wherever the kernel reads it.
bool is_text(const rapidjson::Value& value) {
  return value.IsString() &&
         std::string_view(value.GetString(), value.GetStringLength()).find('\0') == std::string_view::npos;
}

const rapidjson::Value& empty(rapidjson::Type type) {
  static const rapidjson::Value kObject(rapidjson::kObjectType);
  static const rapidjson::Value kArray(rapidjson::kArrayType);
  return type == rapidjson::kObjectType ? kObject : kArray;
}

}  // namespace

Result<rapidjson::Document> parse_json(std::string_view text) {
  if (text.size() > kJsonBytesMax) return Error{EFBIG, "JSON document"};
  if (!depth_is_bounded(text)) return Error{EINVAL, "JSON document is nested too deeply"};
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  if (document.HasParseError() || !(document.IsObject() || document.IsArray()))
    return Error{EINVAL, "not a JSON document (offset " + std::to_string(document.GetErrorOffset()) + ")"};
  return document;
}

std::string JsonFields::text(const rapidjson::Value& object, const char* key) {
  const rapidjson::Value* value = find(object, key);
  if (!value) return {};
  if (is_text(*value)) return {value->GetString(), value->GetStringLength()};
  complain(key, "must be a string");
  return {};
}

std::int64_t JsonFields::number(const rapidjson::Value& object, const char* key) {
  const rapidjson::Value* value = find(object, key);
  if (!value) return 0;
  if (value->IsInt64() && value->GetInt64() >= 0) return value->GetInt64();
  complain(key, "must be a whole number, at least 0");
  return 0;
}

std::vector<std::string> JsonFields::texts(const rapidjson::Value& object, const char* key) {
  std::vector<std::string> result;
  for (const rapidjson::Value& value : array(object, key).GetArray()) {
    if (!is_text(value)) {
      complain(key, "must be a list of strings");
      return {};
    }
    result.emplace_back(value.GetString(), value.GetStringLength());
  }
  return result;
}

const rapidjson::Value& JsonFields::object(const rapidjson::Value& parent, const char* key) {
  const rapidjson::Value* value = find(parent, key);
  if (value && value->IsObject()) return *value;
  if (value) complain(key, "must be an object");
  return empty(rapidjson::kObjectType);
}

const rapidjson::Value& JsonFields::array(const rapidjson::Value& parent, const char* key) {
  const rapidjson::Value* value = find(parent, key);
  if (value && value->IsArray()) return *value;
  if (value) complain(key, "must be a list");
  return empty(rapidjson::kArrayType);
}

void JsonFields::complain(std::string_view key, std::string_view what) {
  if (problem_.empty()) problem_.append(key).append(": ").append(what);
}

Error JsonFields::error() const { return Error{EINVAL, problem_}; }

}  // namespace peapod::platform::images
