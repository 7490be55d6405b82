#include "firmware-agent/api/delete_options.h"

#include <charconv>

#include "config/patch/json_tree.h"

namespace peapod::api {
namespace {

// Null where there is no such member, or a null one. Iterators are not compared: RapidJSON's operators are ambiguous in
// C++20.
const rapidjson::Value* member(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject() || !object.HasMember(name) || object[name].IsNull()) return nullptr;
  return &object[name];
}

std::optional<StatusError> read_body(const std::string& body, DeleteOptions& options) {
  if (body.empty()) return std::nullopt;
  rapidjson::Document json;
  if (config::parse_tree(body, "the body", json) || !json.IsObject())
    return bad_request("the body of DELETE must be DeleteOptions as JSON");
  if (const rapidjson::Value* grace = member(json, "gracePeriodSeconds")) {
    if (!grace->IsInt64()) return bad_request("gracePeriodSeconds must be a whole number");
    options.grace_seconds = grace->GetInt64();
  }
  const rapidjson::Value* preconditions = member(json, "preconditions");
  const rapidjson::Value* uid = preconditions != nullptr ? member(*preconditions, "uid") : nullptr;
  if (uid == nullptr) return std::nullopt;
  if (!uid->IsString()) return bad_request("preconditions.uid must be a string");
  options.uid.assign(uid->GetString(), uid->GetStringLength());
  return std::nullopt;
}

}  // namespace

std::optional<StatusError> read_delete_options(const http::Request& request, const http::Query& query,
                                               DeleteOptions& options) {
  if (auto error = read_body(request.body, options)) return error;
  if (const auto text = query.find("gracePeriodSeconds")) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size()) {
      return bad_request("gracePeriodSeconds must be a whole number");
    }
    options.grace_seconds = value;
  }
  if (options.grace_seconds && *options.grace_seconds < 0)
    return bad_request("gracePeriodSeconds must not be negative");
  return std::nullopt;
}

}  // namespace peapod::api
