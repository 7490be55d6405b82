#pragma once

// Objects as text, with the keys of every mapping sorted, as kubectl prints them.

#include <string>

#include "firmware-agent/cli/json.h"

namespace peapod::cli {

// Indented by four, with a newline at the end.
std::string to_json_text(const Json& value);

// Block style, with a newline at the end. A string is quoted when YAML would read it as something else.
std::string to_yaml_text(const Json& value);

// A list as the one object kubectl makes of it: kind List.
rapidjson::Document as_list(const Json& list);

}  // namespace peapod::cli
