// A build without PEAPOD_ARCHIVES has no images but the box's own root filesystem.
#ifndef PEAPOD_ARCHIVES

#include <cerrno>
#include <utility>

#include "platform/images/image_store.h"

namespace peapod::platform {

ImageStore::ImageStore(std::string lib, std::string preload)
    : store_(std::move(lib) + "/images"), preload_(std::move(preload)) {}

std::optional<Image> ImageStore::find(const ImageReference&) const { return std::nullopt; }

std::string ImageStore::source_problems() const { return {}; }

std::string ImageStore::find_source(const ImageReference&) { return {}; }

Result<std::vector<ImageReference>> ImageStore::load(const std::string& source) {
  return Error{ENOTSUP, "load '" + source + "': built without PEAPOD_ARCHIVES"};
}

Result<UnpackChild> unpack_in_child(ImageStore&, const std::string& source) {
  return Error{ENOTSUP, "load '" + source + "': built without PEAPOD_ARCHIVES"};
}

}  // namespace peapod::platform

#endif
