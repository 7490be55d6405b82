#pragma once

// Takes the images of a source into the store. Nothing counts before a name's record is renamed into place,
// and that happens after all its layers are there and on disk.

#include <memory>
#include <string>
#include <vector>

#include "platform/images/archive/image_source.h"
#include "platform/images/image_reference.h"

namespace peapod::platform::images {

// Everything that needs a path, opened: what follows works in an empty root directory just as well.
struct OpenLoad {
  UniqueFd store;
  std::unique_ptr<ImageSource> source;
  std::string base_name;  // As in read_images().
  std::string stamp;
};
// Makes the store's directory, and the one it lies in, when missing.
Result<OpenLoad> open_load(const std::string& store, const std::string& source);

// Waits for another load of the same store to end.
Result<std::vector<ImageReference>> load_images(const OpenLoad& load);

}  // namespace peapod::platform::images
