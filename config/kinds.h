#pragma once

// Kinds of objects other than pods: which are known, and why they are refused.

#include <string_view>

namespace peapod::config {

// Empty for a kind nobody has heard of.
std::string_view refusal_of_kind(std::string_view kind);

}  // namespace peapod::config
