#pragma once

#include <string_view>

namespace peapod::api {

// The fixed documents by which clients learn what an API server has. Empty when the path is none of them.
std::string_view discovery_document(std::string_view path);

}  // namespace peapod::api
