#pragma once

// Feeds one document of a text into a tree, as JSON. libyaml reads most JSON too, but not surrogate pairs.

#include "config/documents.h"
#include "config/tree_builder.h"

namespace peapod::config {

enum class JsonOutcome : std::uint8_t {
  Read,
  NotJson,  // With a complaint; it may be YAML all the same.
  Refused,  // With a complaint: JSON, and too deep or too large.
};

JsonOutcome read_json(const Document& document, TreeBuilder& builder);

}  // namespace peapod::config
