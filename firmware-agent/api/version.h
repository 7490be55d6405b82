#pragma once

#include <string>
#include <string_view>

namespace peapod::api {

inline constexpr std::string_view kVersion = PEAPOD_VERSION;       // Ours, from CMakeLists.txt.
inline constexpr std::string_view kKubernetesVersion = "v1.36.0";  // Whose API this is.

// GET /version: apimachinery's version.Info.
std::string version_json();

}  // namespace peapod::api
