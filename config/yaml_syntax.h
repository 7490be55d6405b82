#pragma once

// Turns a mistake of syntax that libyaml found into words that help: what is wrong there and how to mend it.

#include <yaml.h>

#include <string_view>

#include "config/byte_offsets.h"
#include "config/diagnostic.h"

namespace peapod::config {

// `parser` has just failed on a document of `source`.
Diagnostic explain_syntax_error(const yaml_parser_t& parser, std::string_view source, ByteOffsets& offsets);

}  // namespace peapod::config
