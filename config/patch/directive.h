#pragma once

// The members of a strategic merge patch that say how to merge rather than what. Private to config/patch/.

#include "config/patch/json_tree.h"

namespace peapod::config {

inline constexpr std::string_view kPatchDirective = "$patch";
inline constexpr std::string_view kRetainKeysDirective = "$retainKeys";
inline constexpr std::string_view kDeleteFromListPrefix = "$deleteFromPrimitiveList/";
inline constexpr std::string_view kElementOrderPrefix = "$setElementOrder/";

bool is_directive(std::string_view name);
bool is_delete(const JsonValue& value);  // {"$patch": "delete", ...}

// What is left of a part of a patch that meets nothing to merge with: no directive, no null member. False when the
// whole part is one that deletes.
bool strip_directives(JsonValue& value);

// Erases the members that $retainKeys does not name, and checks the rest of the patch against it.
std::optional<PatchError> retain_keys(JsonValue& object, const JsonValue& patch);

}  // namespace peapod::config
