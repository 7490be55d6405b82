#pragma once

// Whether a text is what YAML and JSON are made of: UTF-8 without control characters. It says how a text of another
// encoding can be mended, since that is how most of them come about.

#include <optional>
#include <string_view>

#include "config/diagnostic.h"

namespace peapod::config {

std::string_view without_byte_order_mark(std::string_view source);

// The first mistake in a text without byte order mark.
std::optional<Diagnostic> check_encoding(std::string_view source);

}  // namespace peapod::config
