#pragma once

// Turns a mistake of syntax that libyaml found into words that help: what is wrong there and how to mend it.

#include <yaml.h>

#include <string_view>

#include "config/diagnostic.h"

namespace peapod::config {

// `parser` has just failed on `source`.
Diagnostic explain_syntax_error(const yaml_parser_t& parser, std::string_view source);

}  // namespace peapod::config
