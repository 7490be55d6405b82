#pragma once

#include <string_view>

#include "config/patch/merge_rules.h"
#include "config/patch/patched.h"

namespace peapod::config {

// Kubernetes' strategic merge patch: a JSON merge patch in which lists of a type merge by the key of their items, with
// the directives $patch, $deleteFromPrimitiveList/<field>, $setElementOrder/<field> and $retainKeys
// (apimachinery 1.36 util/strategicpatch/patch.go).
Patched apply_strategic_merge_patch(const MergeType& type, std::string_view object_json, std::string_view patch_json);

}  // namespace peapod::config
