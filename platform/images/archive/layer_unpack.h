#pragma once

// From a layer's blob to a directory: verified, decompressed, applied.

#include <string>
#include <vector>

#include "platform/images/archive/image_source.h"
#include "platform/images/archive/layer_directory.h"
#include "platform/images/archive/source_image.h"

namespace peapod::platform::images {

// Unpacks into the open directory `root`; `below` as in LayerDirectory. EBADMSG when the blob or its content
// has another digest than the image says; then what was unpacked must be thrown away, as after any error.
Result<void> unpack_layer(const ImageSource& source, const SourceLayer& layer, const std::string& diff_id, int root,
                          const std::vector<int>& below, UnpackBudget& budget);

}  // namespace peapod::platform::images
