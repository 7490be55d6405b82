#pragma once

// What a source holds: the images in it that have a name, with every small document read and checked. Layers
// are only named.

#include <string>
#include <vector>

#include "platform/images/archive/image_source.h"
#include "platform/images/archive/oci_document.h"
#include "platform/images/image_reference.h"

namespace peapod::platform::images {

struct SourceLayer {
  std::string file;    // In the source.
  std::string digest;  // Of the file; empty in a docker-archive, which does not say.
};

struct SourceImage {
  std::vector<ImageReference> names;  // Never empty; tags only.
  std::vector<std::string> digests;   // Of the index and the manifest; the first is the one the names stand for.
  std::string id;                     // Digest of the config.
  ImageConfig config;
  std::vector<SourceLayer> layers;  // Bottom first; as many as config.diff_ids.
};

// `base_name` is the source's file name without ".tar": it names images that only say their tag, as skopeo
// writes them. ENOEXEC when an image is for another platform; ENOENT when nothing in the source has a name.
Result<std::vector<SourceImage>> read_images(const ImageSource& source, const std::string& base_name);

// The ImageReference::key() of each name in the source. Reads the index only.
Result<std::vector<std::string>> list_keys(const ImageSource& source, const std::string& base_name);

}  // namespace peapod::platform::images
