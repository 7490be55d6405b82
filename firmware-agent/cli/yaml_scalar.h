#pragma once

#include <string>
#include <string_view>

namespace peapod::cli {

// A string as a YAML scalar that reads back as the same string: plain where that is safe, double-quoted where YAML
// would read a number, a boolean or null, a block (|) for several lines. `indent` is where a block's lines stand.
std::string yaml_scalar(std::string_view text, std::size_t indent);

}  // namespace peapod::cli
