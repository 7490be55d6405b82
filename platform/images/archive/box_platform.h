#pragma once

// Which of an image's platforms this build of peapod can run.

#include <string_view>

namespace peapod::platform::images {

// OCI's names for what we were built for: "amd64", "arm64", "arm", "riscv64", ...
std::string_view box_architecture();

// Greater is better; below 0 it does not run here. What is not said counts as fitting. 32-bit arm takes every
// variant up to its own.
int platform_rank(std::string_view os, std::string_view architecture, std::string_view variant);

}  // namespace peapod::platform::images
