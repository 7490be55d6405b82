#pragma once

// Where a field belongs that is written in another place than its own.

#include <string>
#include <string_view>

#include "config/field.h"

namespace peapod::config::schema {

struct Type;

// An object that is being read, and those it is in.
struct Level {
  const Level* outer = nullptr;
  const Type* type = nullptr;
  Field field;
};

// "; it belongs to livenessProbe": when an object around the one of `level`, below it or beside it has such a field
// that could take the value. Nothing when none has it, or too many.
std::string belongs_elsewhere(const Level& level, std::string_view key, const Field& value);

}  // namespace peapod::config::schema
