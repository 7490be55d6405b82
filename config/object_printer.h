#pragma once

// Objects as text, byte for byte as kubectl prints them: members in the order of their names. For sources only, as
// config/json_writer.h.

#include <rapidjson/document.h>

#include <string>

namespace peapod::config {

// Indented by four, with a newline at the end.
std::string to_json_text(const rapidjson::Value& value);

// Block style, with a newline at the end.
std::string to_yaml_text(const rapidjson::Value& value);

}  // namespace peapod::config
