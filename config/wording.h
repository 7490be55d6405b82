#pragma once

// The recurring words of diagnostics: how the user's text is quoted, and what he probably meant.

#include <span>
#include <string>
#include <string_view>

namespace peapod::config {

// "text", with control characters escaped and the middle of a long text left out: safe on a terminal and in a
// log.
std::string quoted(std::string_view text);

// The candidate which is a few slips of the keyboard away from `found` (edit distance with swaps, case counting
// little); empty when none is near. At most one slip for every three letters, and at most `slips_max`.
std::string_view nearest(std::string_view found, std::span<const std::string_view> candidates,
                         unsigned slips_max = 100);

// `, did you mean "x"?`, or nothing.
std::string did_you_mean(std::string_view found, std::span<const std::string_view> candidates,
                         unsigned slips_max = 100);

// As the API server words an unknown value of an enumeration, with the nearest one when there is one.
std::string unsupported_value(std::string_view found, std::span<const std::string_view> supported);

}  // namespace peapod::config
