#pragma once

// Walks the table of config/schema: all object types that explain knows.

#include <map>
#include <set>
#include <string>

#include "config/kinds.h"
#include "config/schema/types.h"

namespace peapod::config::schema {

// Calls `visit(type)` for every object type below `type`, once.
template <class Visit>
void each_object(const Type& type, std::set<const Type*>& seen, Visit visit) {
  if (!seen.insert(&type).second) return;
  if (type.shape == Type::Shape::Object) visit(type);
  if (type.element != nullptr) each_object(*type.element, seen, visit);
  for (const Row& row : type.rows) {
    if (row.member.type != nullptr) each_object(*row.member.type, seen, visit);
  }
}

template <class Visit>
void each_object(Visit visit) {
  std::set<const Type*> seen;
  for (const Kind& kind : all_kinds()) each_object(kind.type, seen, visit);
  each_object(kEvent, seen, visit);
}

inline std::map<std::string, const Type*> all_objects() {
  std::map<std::string, const Type*> types;
  each_object([&](const Type& type) { types.emplace(type.name, &type); });
  return types;
}

}  // namespace peapod::config::schema
