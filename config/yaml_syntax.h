#pragma once

// Turns a mistake of syntax that libyaml found into words that help: what is wrong there and how to mend it.

#include <string_view>

#include "config/diagnostic.h"
#include "config/yaml_tree.h"

namespace peapod::config {

struct YamlError {
  std::string_view problem;  // In libyaml's words.
  std::string_view context;  // What it was reading; may be empty.
  Mark problem_mark;
  Mark context_mark;  // Where that began; equal to problem_mark when it is unknown.
};

Diagnostic explain_syntax_error(const YamlError& error, std::string_view source);

}  // namespace peapod::config
