#pragma once

// A broken rule ends the program, after the history has been told again from its seed, event by event.

#include <cstdint>

namespace peapod::sim {

// The history being run; for the report.
struct Current {
  const char* program = nullptr;
  std::uint64_t seed = 0;
  bool trace = false;
};

extern Current current;

[[noreturn]] void violated(const char* rule);

inline void demand(bool holds, const char* rule) {
  if (!holds) violated(rule);
}

}  // namespace peapod::sim
