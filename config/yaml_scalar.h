#pragma once

// Strings as YAML scalars, in the style that sigs.k8s.io/yaml (go-yaml v2, a port of libyaml's emitter) chooses, so
// that objects come out byte for byte as kubectl prints them.

#include <cstddef>
#include <string>
#include <string_view>

namespace peapod::config {

// Appends `text` to a line of `out`: plain; double-quoted where YAML would read a number, a date, a boolean or null;
// single-quoted where YAML has a meaning for its characters; a block (|) for several lines. Lines after the first stand
// at `indent`; one that has passed column 80 is folded at its next blank. Ends without a newline. Reads back the same.
void append_yaml_scalar(std::string& out, std::string_view text, std::size_t indent);

// The same as the key of a mapping, which stays in one line.
void append_yaml_key(std::string& out, std::string_view text);

}  // namespace peapod::config
