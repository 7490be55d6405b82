#pragma once

// The words for what a row says: its type, the values it takes and what becomes of it here.

#include <string>

#include "config/schema/schema.h"

namespace peapod::config::schema {

// "[]Container", "string", "map[string]string".
std::string type_text(const Row& row);

// The object that the members of the field belong to, also of the items of a list; null when it has none.
const Type* object_below(const Row& row);

// "required, 1 to 65535", "default 10, at least 1", "one of Always, Never"; empty when nothing is said.
std::string value_text(const Row& row);

// "runs", "no effect: one box has no taints", "refused so far: ...", "refused unless \"linux\": ...".
std::string verdict_text(const Row& row);

}  // namespace peapod::config::schema
