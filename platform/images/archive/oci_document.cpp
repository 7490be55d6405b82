#include "platform/images/archive/oci_document.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "platform/images/image_reference.h"
#include "platform/images/json.h"

namespace peapod::platform::images {
namespace {

constexpr std::string_view kOciIndex = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view kDockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr std::string_view kOciManifest = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kDockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::array<std::string_view, 2> kConfigTypes = {
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
};
constexpr std::array<std::string_view, 4> kLayerTypes = {
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
};

Descriptor read_descriptor(JsonFields& fields, const rapidjson::Value& value) {
  Descriptor descriptor;
  descriptor.media_type = fields.text(value, "mediaType");
  descriptor.digest = fields.text(value, "digest");
  descriptor.size = fields.number(value, "size");
  const rapidjson::Value& platform = fields.object(value, "platform");
  descriptor.os = fields.text(platform, "os");
  descriptor.architecture = fields.text(platform, "architecture");
  descriptor.variant = fields.text(platform, "variant");
  const rapidjson::Value& annotations = fields.object(value, "annotations");
  descriptor.image_name = fields.text(annotations, "io.containerd.image.name");
  descriptor.ref_name = fields.text(annotations, "org.opencontainers.image.ref.name");
  if (!is_sha256_digest(descriptor.digest))
    fields.complain("digest", "must be sha256, got '" + descriptor.digest.substr(0, 80) + "'");
  return descriptor;
}

// A document that is both an index and a manifest reads differently to different readers (CVE-2021-41190).
void check_kind(JsonFields& fields, const rapidjson::Value& document, bool index) {
  if (!document.IsObject()) return fields.complain("document", "must be an object");
  std::string type = fields.text(document, "mediaType");
  if (fields.number(document, "schemaVersion") != 2) fields.complain("schemaVersion", "must be 2");
  if (!type.empty() && !(index ? is_index_type(type) : is_manifest_type(type)))
    fields.complain("mediaType", "'" + type.substr(0, 80) + "' does not belong here");
  if (document.HasMember("manifests") != index)
    fields.complain("manifests", index ? "required" : "does not belong here");
  if (document.HasMember("layers") == index) fields.complain("layers", index ? "does not belong here" : "required");
  if (document.HasMember("config") == index) fields.complain("config", index ? "does not belong here" : "required");
}

template <class List>
void check_count(JsonFields& fields, const char* key, const List& list, std::size_t max) {
  if (list.size() > max) fields.complain(key, "more than " + std::to_string(max));
}

}  // namespace

bool is_index_type(std::string_view media_type) { return media_type == kOciIndex || media_type == kDockerIndex; }
bool is_manifest_type(std::string_view media_type) {
  return media_type == kOciManifest || media_type == kDockerManifest;
}

Result<std::vector<Descriptor>> parse_index(std::string_view text) {
  Result<rapidjson::Document> document = parse_json(text);
  if (!document) return std::move(document.error());
  JsonFields fields;
  check_kind(fields, *document, true);
  std::vector<Descriptor> manifests;
  for (const rapidjson::Value& value : fields.array(*document, "manifests").GetArray())
    if (manifests.size() <= kManifestsMax) manifests.push_back(read_descriptor(fields, value));
  check_count(fields, "manifests", manifests, kManifestsMax);
  if (fields.failed()) return fields.error();
  return manifests;
}

Result<Manifest> parse_manifest(std::string_view text) {
  Result<rapidjson::Document> document = parse_json(text);
  if (!document) return std::move(document.error());
  JsonFields fields;
  check_kind(fields, *document, false);
  Manifest manifest;
  manifest.config = read_descriptor(fields, fields.object(*document, "config"));
  if (std::ranges::find(kConfigTypes, manifest.config.media_type) == kConfigTypes.end())
    fields.complain("config.mediaType", "'" + manifest.config.media_type.substr(0, 80) + "' is not an image's");
  for (const rapidjson::Value& value : fields.array(*document, "layers").GetArray()) {
    if (manifest.layers.size() > kLayersMax) break;
    manifest.layers.push_back(read_descriptor(fields, value));
    const std::string& type = manifest.layers.back().media_type;
    if (std::ranges::find(kLayerTypes, type) == kLayerTypes.end())
      fields.complain("layers.mediaType", "'" + type.substr(0, 80) + "' is not known; tar and tar+gzip are");
  }
  check_count(fields, "layers", manifest.layers, kLayersMax);
  if (fields.failed()) return fields.error();
  return manifest;
}

Result<std::vector<DockerImage>> parse_docker_manifest(std::string_view text) {
  Result<rapidjson::Document> document = parse_json(text);
  if (!document) return std::move(document.error());
  JsonFields fields;
  std::vector<DockerImage> images;
  if (!document->IsArray()) return Error{EINVAL, "must be a list of images"};
  if (document->Size() > kManifestsMax) return Error{E2BIG, "list of images"};
  for (const rapidjson::Value& value : document->GetArray()) {
    DockerImage image;
    image.config = fields.text(value, "Config");
    image.names = fields.texts(value, "RepoTags");
    image.layers = fields.texts(value, "Layers");
    check_count(fields, "Layers", image.layers, kLayersMax);
    images.push_back(std::move(image));
  }
  if (fields.failed()) return fields.error();
  return images;
}

Result<ImageConfig> parse_image_config(std::string_view text) {
  Result<rapidjson::Document> document = parse_json(text);
  if (!document) return std::move(document.error());
  JsonFields fields;
  ImageConfig image;
  image.os = fields.text(*document, "os");
  image.architecture = fields.text(*document, "architecture");
  image.variant = fields.text(*document, "variant");
  const rapidjson::Value& rootfs = fields.object(*document, "rootfs");
  if (fields.text(rootfs, "type") != "layers") fields.complain("rootfs.type", "must be 'layers'");
  image.diff_ids = fields.texts(rootfs, "diff_ids");
  for (const std::string& diff_id : image.diff_ids)
    if (!is_sha256_digest(diff_id)) fields.complain("rootfs.diff_ids", "must be sha256");
  const rapidjson::Value& config = fields.object(*document, "config");
  image.entrypoint = fields.texts(config, "Entrypoint");
  image.cmd = fields.texts(config, "Cmd");
  image.env = fields.texts(config, "Env");
  image.user = fields.text(config, "User");
  image.working_dir = fields.text(config, "WorkingDir");
  image.stop_signal = fields.text(config, "StopSignal");
  if (fields.failed()) return fields.error();
  return image;
}

}  // namespace peapod::platform::images
