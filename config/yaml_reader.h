#pragma once

// Feeds one document of a text into a tree, through libyaml.

#include "config/documents.h"
#include "config/tree_builder.h"

namespace peapod::config {

// False after a complaint: the document is not well-formed.
bool read_yaml(const Document& document, TreeBuilder& builder);

}  // namespace peapod::config
