#pragma once

// What can be said about a mistake from the way the value is written, whatever its field requires: characters that
// only look right, a template or variable that nobody expanded, a blank that is missing.

#include <string_view>

#include "config/diagnostic.h"

namespace peapod::config {

// Adds to the messages of mistakes in values and names. `source` is the text without its byte order mark.
void add_remarks(std::string_view source, Diagnostics& diagnostics);

// "image" of "image:nginx", a key whose colon lacks its blank; empty for "http://x", "10:30" and the like.
std::string_view key_without_blank(std::string_view word);

}  // namespace peapod::config
