#include "firmware-agent/api/sent_pod.h"

#include <rapidjson/document.h>

#include "config/load.h"
#include "config/patch/json_merge_patch.h"

namespace peapod::api {
namespace {

constexpr std::string_view kWithoutServersOwn =
    R"({"status":null,"metadata":{"deletionTimestamp":null,"deletionGracePeriodSeconds":null}})";

std::string resource_version_of(const std::string& object) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(object.data(), object.size());
  if (json.HasParseError() || !json.IsObject() || !json.HasMember("metadata")) return {};
  const rapidjson::Value& metadata = json["metadata"];
  if (!metadata.IsObject() || !metadata.HasMember("resourceVersion")) return {};
  const rapidjson::Value& version = metadata["resourceVersion"];
  return version.IsString() ? std::string(version.GetString(), version.GetStringLength()) : std::string();
}

}  // namespace

std::optional<StatusError> read_sent_pod(const Call& call, std::string_view text, SentPod& out) {
  std::string object(text);
  if (text.starts_with('{')) {
    config::Patched clean = config::apply_json_merge_patch(text, kWithoutServersOwn);
    // Braces that hold no JSON are YAML, or a mistake that the reader of manifests explains.
    if (!clean.error) object = std::move(clean.json);
  }
  config::Loaded loaded = config::load_pods(object);
  if (!loaded.diagnostics.empty()) return invalid_pod(call.route.name, loaded.diagnostics);
  if (loaded.pods.size() != 1) return bad_request("the body must be exactly one Pod");
  out.pod = std::move(loaded.pods.front());
  out.resource_version = resource_version_of(object);
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
