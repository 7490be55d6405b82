#pragma once

#include <string_view>

#include "config/patch/patched.h"

namespace peapod::config {

// JSON Merge Patch, RFC 7386: members of the patch replace those of the object, null removes, lists are replaced whole.
Patched apply_json_merge_patch(std::string_view object_json, std::string_view patch_json);

}  // namespace peapod::config
