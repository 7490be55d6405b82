#include "platform/images/archive/source_image.h"

#include <algorithm>
#include <cerrno>
#include <optional>

#include "platform/images/archive/box_platform.h"
#include "platform/images/archive/sha256.h"
#include "platform/images/json.h"

namespace peapod::platform::images {
namespace {

constexpr int kIndexDepthMax = 3;

std::string blob_file(const std::string& digest) { return "blobs/sha256/" + digest.substr(digest.find(':') + 1); }

// A small document, whose digest is checked before anything looks into it.
Result<std::string> read_blob(const ImageSource& source, const std::string& digest) {
  Result<std::string> text = source.read(blob_file(digest), kJsonBytesMax);
  if (!text) return text;
  if (std::string actual = sha256_digest(*text); actual != digest)
    return Error{EBADMSG, "'" + blob_file(digest) + "' has digest " + actual};
  return text;
}

std::optional<ImageReference> name_of(const Descriptor& descriptor, const std::string& base_name) {
  std::string name = descriptor.image_name;
  if (name.empty()) {
    name = descriptor.ref_name;
    bool tag_only = !name.empty() && name.find_first_of("/:@") == std::string::npos;
    if (tag_only) name = base_name + ":" + name;
  }
  std::optional<ImageReference> reference = parse_image_reference(name);
  // A digest in a name is a claim; what is true is added from the content.
  if (!reference || reference->tag.empty()) return std::nullopt;
  reference->digest.clear();
  return reference;
}

Error wrong_platform() { return Error{ENOEXEC, "nothing in it is for linux/" + std::string(box_architecture())}; }

const Descriptor* best_for_box(const std::vector<Descriptor>& manifests) {
  const Descriptor* best = nullptr;
  int best_rank = -1;
  for (const Descriptor& descriptor : manifests) {
    int rank = platform_rank(descriptor.os, descriptor.architecture, descriptor.variant);
    if (rank > best_rank) {
      best = &descriptor;
      best_rank = rank;
    }
  }
  return best;
}

// From a named descriptor down to a manifest; `digests` gets each step.
Result<std::string> find_manifest(const ImageSource& source, Descriptor descriptor, std::vector<std::string>& digests) {
  for (int depth = 0; depth < kIndexDepthMax; ++depth) {
    digests.push_back(descriptor.digest);
    Result<std::string> text = read_blob(source, descriptor.digest);
    if (!text || is_manifest_type(descriptor.media_type)) return text;
    if (!is_index_type(descriptor.media_type))
      return Error{ENOTSUP, "mediaType '" + descriptor.media_type.substr(0, 80) + "' is no image"};
    Result<std::vector<Descriptor>> manifests = parse_index(*text);
    if (!manifests) return std::move(manifests.error()).within("index " + descriptor.digest);
    const Descriptor* best = best_for_box(*manifests);
    if (!best) return wrong_platform();
    descriptor = *best;
  }
  return Error{ELOOP, "index within index"};
}

Result<void> take_config(SourceImage& image, const std::string& text) {
  Result<ImageConfig> config = parse_image_config(text);
  if (!config) return std::move(config.error()).within("image config");
  image.id = sha256_digest(text);
  image.config = std::move(*config);
  if (platform_rank(image.config.os, image.config.architecture, image.config.variant) < 0) return wrong_platform();
  if (image.layers.empty() || image.layers.size() != image.config.diff_ids.size())
    return Error{EINVAL, "image has " + std::to_string(image.layers.size()) + " layers and " +
                             std::to_string(image.config.diff_ids.size()) + " diff_ids"};
  return {};
}

Result<SourceImage> read_oci_image(const ImageSource& source, const Descriptor& descriptor) {
  SourceImage image;
  Result<std::string> text = find_manifest(source, descriptor, image.digests);
  if (!text) return std::move(text.error());
  Result<Manifest> manifest = parse_manifest(*text);
  if (!manifest) return std::move(manifest.error()).within("manifest " + image.digests.back());
  for (const Descriptor& layer : manifest->layers) image.layers.push_back({blob_file(layer.digest), layer.digest});
  Result<std::string> config = read_blob(source, manifest->config.digest);
  if (!config) return std::move(config.error());
  if (Result<void> taken = take_config(image, *config); !taken) return std::move(taken.error());
  return image;
}

Result<SourceImage> read_docker_image(const ImageSource& source, const DockerImage& docker) {
  SourceImage image;
  for (const std::string& file : docker.layers) image.layers.push_back({file, ""});
  Result<std::string> config = source.read(docker.config, kJsonBytesMax);
  if (!config) return std::move(config.error());
  if (Result<void> taken = take_config(image, *config); !taken) return std::move(taken.error());
  return image;
}

std::vector<ImageReference> names_of(const DockerImage& docker) {
  std::vector<ImageReference> names;
  for (const std::string& name : docker.names)
    if (auto reference = parse_image_reference(name); reference && reference->digest.empty())
      names.push_back(*reference);
  return names;
}

// The named entries of the source, whichever of the two layouts it has. docker save writes both: OCI's is
// preferred.
struct Listing {
  struct Oci {
    ImageReference name;
    Descriptor descriptor;
  };
  std::vector<Oci> oci;
  std::vector<DockerImage> docker;
  bool other_platforms = false;
};

Result<Listing> list_source(const ImageSource& source, const std::string& base_name) {
  Listing listing;
  Result<std::string> text = source.read("index.json", kJsonBytesMax);
  if (text) {
    Result<std::vector<Descriptor>> manifests = parse_index(*text);
    if (!manifests) return std::move(manifests.error()).within("index.json");
    for (const Descriptor& descriptor : *manifests) {
      std::optional<ImageReference> name = name_of(descriptor, base_name);
      if (!name) continue;
      bool fits = platform_rank(descriptor.os, descriptor.architecture, descriptor.variant) >= 0;
      if (fits) listing.oci.push_back({*name, descriptor});
      listing.other_platforms |= !fits;
    }
    if (!listing.oci.empty()) return listing;
  } else if (text.error().code != ENOENT) {
    return std::move(text.error());
  }
  text = source.read("manifest.json", kJsonBytesMax);
  if (text) {
    Result<std::vector<DockerImage>> images = parse_docker_manifest(*text);
    if (!images) return std::move(images.error()).within("manifest.json");
    for (DockerImage& image : *images)
      if (!names_of(image).empty()) listing.docker.push_back(std::move(image));
    if (!listing.docker.empty()) return listing;
  } else if (text.error().code != ENOENT) {
    return std::move(text.error());
  }
  if (listing.other_platforms) return wrong_platform();
  return Error{ENOENT, "no index.json or manifest.json in it names an image"};
}

}  // namespace

Result<std::vector<SourceImage>> read_images(const ImageSource& source, const std::string& base_name) {
  Result<Listing> listing = list_source(source, base_name);
  if (!listing) return std::move(listing.error());
  std::vector<SourceImage> images;
  for (const Listing::Oci& entry : listing->oci) {
    Result<SourceImage> image = read_oci_image(source, entry.descriptor);
    if (!image) return std::move(image.error()).within(entry.name.text());
    image->names = {entry.name};
    images.push_back(std::move(*image));
  }
  for (const DockerImage& docker : listing->docker) {
    Result<SourceImage> image = read_docker_image(source, docker);
    if (!image) return std::move(image.error()).within(docker.names.front());
    image->names = names_of(docker);
    images.push_back(std::move(*image));
  }
  return images;
}

Result<std::vector<std::string>> list_keys(const ImageSource& source, const std::string& base_name) {
  Result<Listing> listing = list_source(source, base_name);
  if (!listing) return std::move(listing.error());
  std::vector<std::string> keys;
  for (const Listing::Oci& entry : listing->oci) {
    ImageReference by_digest = entry.name;
    by_digest.digest = entry.descriptor.digest;
    keys.push_back(entry.name.key());
    keys.push_back(by_digest.key());
  }
  for (const DockerImage& docker : listing->docker)
    for (const ImageReference& name : names_of(docker)) keys.push_back(name.key());
  return keys;
}

}  // namespace peapod::platform::images
