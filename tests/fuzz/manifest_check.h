#pragma once

// What holds for every text that is read as a manifest.

#include <string_view>

namespace peapod::fuzz {

// Objects or mistakes, never both; every diagnostic stands inside the text and can be shown; printed pods
// read back as the same pods.
void check_manifest(std::string_view text);

}  // namespace peapod::fuzz
