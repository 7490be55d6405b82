#pragma once

#include <string_view>

#include "config/patch/patched.h"
#include "config/schema/schema.h"

namespace peapod::config {

// Kubernetes' strategic merge patch: a JSON merge patch in which lists of a type merge by the key of their items, with
// the directives $patch, $deleteFromPrimitiveList/<field>, $setElementOrder/<field> and $retainKeys
// (apimachinery 1.36 util/strategicpatch/patch.go). Which list merges by which key is said by the rows of `type`.
Patched apply_strategic_merge_patch(const schema::Type& type, std::string_view object_json,
                                    std::string_view patch_json);

}  // namespace peapod::config
