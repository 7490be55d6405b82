#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peapod::config {

// JSON Pointer, RFC 6901, as its unescaped tokens; none is the whole document.
using JsonPointer = std::vector<std::string>;

// "/spec/containers/0/image"; nothing when the text does not begin with a slash, a '~' is not followed by 0 or 1, or it
// has more tokens than an object may have levels.
std::optional<JsonPointer> parse_json_pointer(std::string_view text);

// A token as an index of a list: digits without leading zeros, at most `max`.
std::optional<std::uint32_t> list_index(std::string_view token, std::uint32_t max);

}  // namespace peapod::config
