#pragma once

#include <string>
#include <string_view>

namespace peapod::api {

// The path of the first field in which two objects differ, "containers[0].image"; empty when there is none. Both are
// JSON that we wrote ourselves.
std::string first_difference(std::string_view before, std::string_view after);

}  // namespace peapod::api
