#pragma once

// Expands "$(NAME)" in command, args and env values, with "$$" as the escape, as Kubernetes does
// (third_party/forked/golang/expansion). It knows nothing about where names come from.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace peapod::config {

// The value of a name, or nothing: then "$(NAME)" stays as it is written.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

// The kernel refuses a longer argument or variable (MAX_ARG_STRLEN: 32 pages of 4 KiB).
inline constexpr std::size_t kMaxExpandedBytes = std::size_t{128} * 1024;

// References beyond kMaxExpandedBytes of result stay as written, so that variables which double each other
// cannot eat the memory; exec fails with E2BIG for such a result anyway.
std::string expand(std::string_view text, const Lookup& lookup);

}  // namespace peapod::config
