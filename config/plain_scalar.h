#pragma once

// What a scalar without quotes means in the YAML that Kubernetes reads (YAML 1.1 as sigs.k8s.io/yaml resolves
// it).

#include <cstdint>
#include <optional>
#include <string_view>

namespace peapod::config {

enum class PlainType : std::uint8_t { Null, Bool, Number, Text };

PlainType plain_type(std::string_view text);

// true, false, yes, no, on, off, y, n; in lower case, upper case or capitalised.
std::optional<bool> plain_bool(std::string_view text);

// Whether the encoder of sigs.k8s.io/yaml (go-yaml v2) leaves a text without quotes: it minds more than its reader
// does, dates and base 60, as older readers know them.
bool reads_as_text(std::string_view text);

}  // namespace peapod::config
