#include "firmware-agent/api/status_error.h"

#include "config/json_writer.h"

namespace peapod::api {
namespace {

void begin_status(config::JsonWriter& json, std::string_view status) {
  json.begin_object();
  json.field("kind", "Status");
  json.field("apiVersion", "v1");
  json.begin_object("metadata");
  json.end_object();
  json.field("status", status);
}

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

}  // namespace

std::string to_json(const StatusError& error) {
  std::string out;
  config::JsonWriter json(out);
  begin_status(json, "Failure");
  json.field("message", error.message);
  json.field_unless_empty("reason", error.reason);
  if (!error.name.empty() || !error.kind.empty() || !error.causes.empty()) {
    json.begin_object("details");
    json.field_unless_empty("name", error.name);
    json.field_unless_empty("kind", error.kind);
    if (!error.causes.empty()) {
      json.begin_array("causes");
      for (const StatusCause& cause : error.causes) {
        json.begin_object();
        json.field_unless_empty("reason", cause.reason);
        json.field_unless_empty("message", cause.message);
        json.field_unless_empty("field", cause.field);
        json.end_object();
      }
      json.end_array();
    }
    json.end_object();
  }
  json.field("code", error.code);
  json.end_object();
  return out;
}

std::string success_status_json() {
  std::string out;
  config::JsonWriter json(out);
  begin_status(json, "Success");
  json.end_object();
  return out;
}

StatusError not_found(std::string_view resource, std::string_view name) {
  return {404,
          "NotFound",
          std::string(resource) + " " + quoted(name) + " not found",
          std::string(resource),
          std::string(name),
          {}};
}

StatusError bad_request(std::string message) { return {400, "BadRequest", std::move(message), {}, {}, {}}; }

StatusError method_not_allowed() {
  return {405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {}, {}, {}};
}

StatusError expired(std::string message) { return {410, "Expired", std::move(message), {}, {}, {}}; }

StatusError conflict(std::string_view name, std::string message) {
  return {409, "Conflict", std::move(message), "pods", std::string(name), {}};
}

StatusError unsupported_media_type(std::string message) {
  return {415, "UnsupportedMediaType", std::move(message), {}, {}, {}};
}

StatusError invalid_pod(std::string_view name, const config::Diagnostics& diagnostics) {
  StatusError error{422, "Invalid", "Pod " + quoted(name) + " is invalid: ", "Pod", std::string(name), {}};
  bool syntax_only = true;
  std::string list;
  for (const config::Diagnostic& diagnostic : diagnostics) {
    if (!list.empty()) list += ", ";
    list += diagnostic.path.empty() ? diagnostic.message : diagnostic.path + ": " + diagnostic.message;
    syntax_only = syntax_only && diagnostic.path.empty();
    error.causes.push_back({std::string(config::cause_type(diagnostic.reason)), diagnostic.message, diagnostic.path});
  }
  if (syntax_only) return bad_request("the object provided is unrecognized: " + list);
  error.message += diagnostics.size() > 1 ? "[" + list + "]" : list;
  return error;
}

StatusError invalid_option(std::string_view kind, std::string_view name, std::string_view field, std::string message) {
  StatusError error{422, "Invalid", {}, std::string(kind), std::string(name), {}};
  error.message = std::string(kind) + " " + quoted(name) + " is invalid: " + std::string(field) + ": " + message;
  error.causes.push_back({"FieldValueInvalid", std::move(message), std::string(field)});
  return error;
}

// Without kind and name kubectl shows the message itself.
StatusError from_patch_error(const config::PatchError& error) {
  switch (error.kind) {
    case config::PatchError::Kind::Malformed:
      break;
    case config::PatchError::Kind::TooLarge:
      return {413, "RequestEntityTooLarge", error.message, {}, {}, {}};
    case config::PatchError::Kind::DoesNotApply:
      return {422, "Invalid", error.message, {}, {}, {}};
  }
  return bad_request(error.message);
}

StatusError from_refusal(const runtime::Refusal& refusal, std::string_view pod_name) {
  using Kind = runtime::Refusal::Kind;
  StatusError error{500, "InternalError", refusal.message, "pods", std::string(pod_name), {}};
  switch (refusal.kind) {
    case Kind::NotFound:
      error.code = 404;
      error.reason = "NotFound";
      break;
    case Kind::AlreadyExists:
      error.code = 409;
      error.reason = "AlreadyExists";
      break;
    case Kind::Conflict:
      error.code = 409;
      error.reason = "Conflict";
      break;
    case Kind::BadRequest:
      error.code = 400;
      error.reason = "BadRequest";
      break;
    case Kind::Forbidden:
      error.code = 403;
      error.reason = "Forbidden";
      break;
    case Kind::Internal:
      break;
  }
  return error;
}

}  // namespace peapod::api
