#include "firmware-agent/api/pod_patch.h"

#include "config/patch/json_merge_patch.h"
#include "config/patch/json_patch.h"
#include "config/patch/strategic_merge_patch.h"
#include "config/schema/types.h"
#include "firmware-agent/api/pod_object.h"
#include "firmware-agent/api/pod_update.h"

namespace peapod::api {
namespace {

#ifndef PEAPOD_NO_PATCHES
config::Patched apply_strategic(std::string_view object, std::string_view patch) {
  return config::apply_strategic_merge_patch(config::schema::TypeOf<config::Pod>::value, object, patch);
}
#endif

struct PatchType {
  std::string_view media_type;
  config::Patched (*apply)(std::string_view object, std::string_view patch);
};

// JSON merge patches are always there: objects that are sent are read with one.
constexpr PatchType kTypes[] = {
#ifndef PEAPOD_NO_PATCHES
    {"application/json-patch+json", config::apply_json_patch},
#endif
    {"application/merge-patch+json", config::apply_json_merge_patch},
#ifndef PEAPOD_NO_PATCHES
    {"application/strategic-merge-patch+json", apply_strategic},
#endif
};

// Without parameters such as charset.
std::string_view media_type(const http::Request& request) {
  std::string_view type = request.header("Content-Type");
  type = type.substr(0, type.find(';'));
  return type.substr(0, type.find_last_not_of(" \t") + 1);
}

StatusError unknown_type(std::string_view type) {
  if (type == "application/apply-patch+yaml") {
    return unsupported_media_type("server-side apply is not supported: apply without --server-side");
  }
  std::string known;
  for (const PatchType& each : kTypes) known += (known.empty() ? "" : ", ") + std::string(each.media_type);
  return unsupported_media_type("the body of the request was in an unknown format - accepted media types include: " +
                                known);
}

}  // namespace

std::optional<StatusError> apply_patch(const http::Request& request, const std::string& object, std::string& out) {
  const std::string_view wanted_type = media_type(request);
  const PatchType* type = nullptr;
  for (const PatchType& each : kTypes) {
    if (http::equals_ignoring_case(each.media_type, wanted_type)) type = &each;
  }
  if (type == nullptr) return unknown_type(wanted_type);
  config::Patched patched = type->apply(object, request.body);
  if (patched.error) return from_patch_error(*patched.error);
  out = std::move(patched.json);
  return std::nullopt;
}

void patch_pod(Call& call) {
  const std::string object = find_object(call.pods, call.route.namespace_, call.route.name);
  if (object.empty()) return answer(call, not_found("pods", call.route.name));
  std::string patched;
  if (const auto error = apply_patch(call.request, object, patched)) return answer(call, *error);
  SentPod wanted;
  if (const auto error = read_sent_pod(call, patched, wanted)) return answer(call, *error);
  update_pod(call, std::move(wanted), scope_of(call.route.subresource, runtime::ChangeScope::Update));
}

}  // namespace peapod::api
