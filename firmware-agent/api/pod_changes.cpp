#include "firmware-agent/api/pod_changes.h"

#include "config/load.h"
#include "firmware-agent/api/delete_options.h"
#include "firmware-agent/api/pod_object.h"

namespace peapod::api {
namespace {

// The one pod of a request's body, in the namespace of its path.
std::optional<StatusError> read_pod(const Call& call, config::Pod& pod) {
  if (call.request.header("Content-Type").find("protobuf") != std::string_view::npos) {
    return StatusError{415, "UnsupportedMediaType", "the body must be JSON or YAML, not protobuf", {}, {}, {}};
  }
  config::Loaded loaded = config::load_pods(call.request.body);
  if (!loaded.diagnostics.empty()) return invalid_pod(call.route.name, loaded.diagnostics);
  if (loaded.pods.size() != 1) return bad_request("the body must be exactly one Pod");
  pod = std::move(loaded.pods.front());
  // A manifest that names no namespace has been given the default one.
  if (pod.metadata.namespace_ == "default") pod.metadata.namespace_ = call.route.namespace_;
  if (pod.metadata.namespace_ != call.route.namespace_) {
    return bad_request("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (!call.route.name.empty() && pod.metadata.name != call.route.name) {
    return bad_request("the name of the object (" + pod.metadata.name + ") does not match the name on the URL (" +
                       call.route.name + ")");
  }
  return std::nullopt;
}

std::string stored_json(Call& call, const config::ObjectMeta& meta) {
  std::string out;
  call.pods.with_pod(meta.namespace_, meta.name,
                     [&](const runtime::PodView& view) { append_object(out, view, call.pods); });
  return out;
}

bool same(const config::Pod& wanted, const config::Pod& present) {
  config::Pod comparable = present;
  comparable.metadata.uid = wanted.metadata.uid;
  return manifest_json(comparable) == manifest_json(wanted);
}

}  // namespace

void create_pod(Call& call) {
  config::Pod pod;
  if (const auto error = read_pod(call, pod)) return answer(call, *error);
  const config::ObjectMeta meta = pod.metadata;
  if (call.pods.with_pod(meta.namespace_, meta.name, [](const runtime::PodView&) {})) {
    return answer(call, {409, "AlreadyExists", "pods \"" + meta.name + "\" already exists", "pods", meta.name, {}});
  }
  if (call.query.get("dryRun") == "All") return answer(call, 201, manifest_json(pod));
  if (const auto refusal = call.pods.create_pod(std::move(pod))) {
    return answer(call, from_refusal(*refusal, meta.name));
  }
  answer(call, 201, stored_json(call, meta));
}

void replace_pod(Call& call) {
  config::Pod pod;
  if (const auto error = read_pod(call, pod)) return answer(call, *error);
  const config::ObjectMeta meta = pod.metadata;
  bool unchanged = false;
  const bool exists = call.pods.with_pod(meta.namespace_, meta.name, [&](const runtime::PodView& view) {
    unchanged = !view.deletion_requested && same(pod, view.pod);
  });
  if (!exists) return answer(call, not_found("pods", meta.name));
  if (unchanged) return answer(call, 200, stored_json(call, meta));
  if (call.query.get("dryRun") == "All") return answer(call, 200, manifest_json(pod));
  if (const auto refusal = call.pods.replace_pod(std::move(pod))) {
    return answer(call, from_refusal(*refusal, meta.name));
  }
  answer(call, 200, stored_json(call, meta));
}

void delete_pod(Call& call) {
  DeleteOptions options;
  if (const auto error = read_delete_options(call.request, call.query, options)) return answer(call, *error);
  const config::ObjectMeta meta{call.route.name, call.route.namespace_, {}, {}, {}};
  const std::string before = stored_json(call, meta);
  if (before.empty()) return answer(call, not_found("pods", meta.name));
  if (call.query.get("dryRun") == "All") return answer(call, 200, before);
  if (const auto refusal = call.pods.delete_pod(meta.namespace_, meta.name, options.uid, options.grace_seconds)) {
    return answer(call, from_refusal(*refusal, meta.name));
  }
  const std::string after = stored_json(call, meta);
  answer(call, 200, after.empty() ? before : after);
}

}  // namespace peapod::api
