#include "firmware-agent/api/delete_options.h"

#include <rapidjson/document.h>

#include <charconv>

namespace peapod::api {
namespace {

std::optional<StatusError> read_body(const std::string& body, DeleteOptions& options) {
  if (body.empty()) return std::nullopt;
  rapidjson::Document json;
  // Iterative: the depth of the text does not become depth of the stack.
  json.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
  if (json.HasParseError() || !json.IsObject()) return bad_request("the body of DELETE must be DeleteOptions as JSON");
  if (const auto grace = json.FindMember("gracePeriodSeconds"); grace != json.MemberEnd() && !grace->value.IsNull()) {
    if (!grace->value.IsInt64()) return bad_request("gracePeriodSeconds must be a whole number");
    options.grace_seconds = grace->value.GetInt64();
  }
  const auto preconditions = json.FindMember("preconditions");
  if (preconditions == json.MemberEnd() || !preconditions->value.IsObject()) return std::nullopt;
  const auto uid = preconditions->value.FindMember("uid");
  if (uid == preconditions->value.MemberEnd() || uid->value.IsNull()) return std::nullopt;
  if (!uid->value.IsString()) return bad_request("preconditions.uid must be a string");
  options.uid.assign(uid->value.GetString(), uid->value.GetStringLength());
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
