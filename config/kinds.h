#pragma once

// The kinds of objects a manifest may hold, and why others are refused.

#include <span>
#include <string_view>
#include <vector>

#include "config/field.h"
#include "config/load.h"
#include "config/schema/schema.h"

namespace peapod::config {

// What the documents of a text have given so far.
struct Found {
  // An object, by what must be unique. A workload stands here as the pod it makes.
  struct Name {
    std::string_view kind;
    std::string namespace_;
    std::string name;
    Field place;
    bool of_workload = false;
  };

  Loaded& loaded;
  Accept accept;
  std::vector<Name> names = {};
};

struct Kind {
  std::string_view name;
  std::string_view api_version;
  const schema::Type& type;
  schema::Words text;  // One sentence for `peapod explain`.
  void (*take)(const Field& object, const Kind& kind, Found& out);
};

// In the order of their names; lists are not among them.
std::span<const Kind> all_kinds();

// Null for any other kind.
const Kind* find_kind(std::string_view name);

// Why a kind that Kubernetes has is refused; empty for a kind nobody has heard of.
std::string_view refusal_of_kind(std::string_view kind);

}  // namespace peapod::config
