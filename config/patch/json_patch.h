#pragma once

#include <string_view>

#include "config/patch/patched.h"

namespace peapod::config {

// JSON Patch, RFC 6902: a list of operations (add, remove, replace, move, copy, test), all of them or none. Messages
// begin with the number of the operation, from 0. Negative indices, which kube-apiserver also takes, are refused.
Patched apply_json_patch(std::string_view object_json, std::string_view patch_json);

}  // namespace peapod::config
