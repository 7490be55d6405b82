#pragma once

// URLs of the API's objects.

#include <string>
#include <string_view>

namespace peapod::cli {

// "/api/v1/namespaces/NS/pods/NAME"; an empty namespace is all of them, an empty name the collection.
std::string target(std::string_view resource, std::string_view ns, std::string_view name);

// Adds "?key=value" or "&key=value", escaped.
void add_query(std::string& target, std::string_view key, std::string_view value);

}  // namespace peapod::cli
