#include "firmware-agent/api/sent_pod.h"

#include "config/load.h"
#include "config/patch/json_merge_patch.h"
#include "config/patch/json_tree.h"

namespace peapod::api {
namespace {

constexpr std::string_view kWithoutServersOwn =
    R"({"status":null,"metadata":{"deletionTimestamp":null,"deletionGracePeriodSeconds":null}})";

std::string metadata_text(const std::string& object, const char* key) {
  rapidjson::Document json;
  if (config::parse_tree(object, "the object", json) || !json.IsObject() || !json.HasMember("metadata")) return {};
  const rapidjson::Value& metadata = json["metadata"];
  if (!metadata.IsObject() || !metadata.HasMember(key)) return {};
  const rapidjson::Value& text = metadata[key];
  return text.IsString() ? std::string(text.GetString(), text.GetStringLength()) : std::string();
}

void add_warnings(Call& call, const config::Diagnostics& notes) {
  const bool wants_unknown = call.query.get("fieldValidation") == "Warn";
  for (const config::Diagnostic& note : notes) {
    const bool is_unknown = note.severity == config::Severity::Warning;
    if (is_unknown ? wants_unknown : call.request.method == "POST") warn(call, note.path + ": " + note.message);
  }
}

}  // namespace

std::optional<StatusError> read_sent_pod(Call& call, std::string_view text, SentPod& out) {
  std::string object(text);
  if (text.starts_with('{')) {
    config::Patched clean = config::apply_json_merge_patch(text, kWithoutServersOwn);
    // Braces that hold no JSON are YAML, or a mistake that the reader of manifests explains.
    if (!clean.error) object = std::move(clean.json);
  }
  const std::string_view validation = call.query.get("fieldValidation");
  const bool dropped = validation == "Warn" || validation == "Ignore";
  const auto unknown_fields = dropped ? config::UnknownFields::Dropped : config::UnknownFields::Refused;
  const auto accept = call.request.method == "POST" ? config::Accept::Pod : config::Accept::PodAsItIs;
  config::Loaded loaded = config::load_pods(object, accept, unknown_fields);
  if (!loaded.diagnostics.empty()) {
    const std::string name = call.route.name.empty() ? metadata_text(object, "name") : call.route.name;
    return invalid_pod(name, loaded.diagnostics);
  }
  add_warnings(call, loaded.notes);
  if (loaded.pods.size() != 1) return bad_request("the body must be exactly one Pod");
  out.pod = std::move(loaded.pods.front());
  out.resource_version = metadata_text(object, "resourceVersion");
  config::ObjectMeta& metadata = out.pod.metadata;
  // A manifest that names no namespace has been given the default one.
  if (metadata.namespace_ == "default") metadata.namespace_ = call.route.namespace_;
  if (metadata.namespace_ != call.route.namespace_) {
    return bad_request("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (!call.route.name.empty() && metadata.name != call.route.name) {
    return bad_request("the name of the object (" + metadata.name + ") does not match the name on the URL (" +
                       call.route.name + ")");
  }
  return std::nullopt;
}

}  // namespace peapod::api
