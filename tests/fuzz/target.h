#pragma once

// The one function of a fuzz target, by the name libFuzzer gives it, and what it does when something does not hold.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

// Reads any bytes; does not return when a property is broken. Returns 0, as libFuzzer demands.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace peapod::fuzz {

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// `detail` is what a person needs to see.
inline void demand(bool holds, const char* property, std::string_view detail = "") {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n%.*s\n", property, static_cast<int>(detail.size()), detail.data());
  std::abort();
}

}  // namespace peapod::fuzz
