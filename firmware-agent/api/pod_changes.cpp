#include "firmware-agent/api/pod_changes.h"

#include "config/pod_json.h"
#include "firmware-agent/api/delete_options.h"
#include "firmware-agent/api/pod_object.h"
#include "firmware-agent/api/pod_update.h"

namespace peapod::api {
namespace {

// The body of a POST or PUT.
std::optional<StatusError> read_body(Call& call, SentPod& sent) {
  if (call.request.header("Content-Type").find("protobuf") != std::string_view::npos) {
    return unsupported_media_type("the body must be JSON or YAML, not protobuf");
  }
  return read_sent_pod(call, call.request.body, sent);
}

}  // namespace

void create_pod(Call& call) {
  SentPod sent;
  if (const auto error = read_body(call, sent)) return answer(call, *error);
  const config::ObjectMeta meta = sent.pod.metadata;
  if (call.pods.with_pod(meta.namespace_, meta.name, [](const runtime::PodView&) {})) {
    return answer(call, {409, "AlreadyExists", "pods \"" + meta.name + "\" already exists", "pods", meta.name, {}});
  }
  if (call.query.get("dryRun") == "All") return answer(call, 201, config::pod_to_json(sent.pod));
  if (const auto refusal = call.pods.create_pod(std::move(sent.pod))) {
    return answer(call, from_refusal(*refusal, meta.name));
  }
  answer(call, 201, find_object(call.pods, meta.namespace_, meta.name));
}

void replace_pod(Call& call) {
  SentPod wanted;
  if (const auto error = read_body(call, wanted)) return answer(call, *error);
  update_pod(call, std::move(wanted), scope_of(call.route.subresource, runtime::ChangeScope::Manifest));
}

void delete_pod(Call& call) {
  DeleteOptions options;
  if (const auto error = read_delete_options(call.request, call.query, options)) return answer(call, *error);
  config::ObjectMeta meta;
  meta.name = call.route.name;
  meta.namespace_ = call.route.namespace_;
  const std::string before = find_object(call.pods, meta.namespace_, meta.name);
  if (before.empty()) return answer(call, not_found("pods", meta.name));
  if (call.query.get("dryRun") == "All") return answer(call, 200, before);
  if (const auto refusal = call.pods.delete_pod(meta.namespace_, meta.name, options.uid, options.grace_seconds)) {
    return answer(call, from_refusal(*refusal, meta.name));
  }
  const std::string after = find_object(call.pods, meta.namespace_, meta.name);
  answer(call, 200, after.empty() ? before : after);
}

}  // namespace peapod::api
