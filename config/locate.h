#pragma once

#include <optional>
#include <string_view>

#include "config/diagnostic.h"

namespace peapod::config {

// Where a field of the object with this name stands in a manifest, for what is said about pods after they have been
// read. `path` is written as in diagnostics; a part of it that is not written is left off, so the nearest thing there
// is counts. Nothing when no object has the name, as in manifests with a template.
std::optional<Position> locate(std::string_view text, std::string_view name, std::string_view path);

}  // namespace peapod::config
