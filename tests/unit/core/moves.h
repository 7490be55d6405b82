#pragma once

// Everything that can happen to a pod, as a list of named moves: the alphabet of the transition tables and of the
// enumerated small spaces. Reports are about the current launch, unless they are called late.

#include <functional>
#include <string>
#include <vector>

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

struct Move {
  enum class Kind : std::uint8_t {
    Report,
    Deadline,      // The clock goes to next_deadline(), then Tick; not possible without one.
    AnotherImage,  // Of the last main container, then PolicyReplaced.
    Resize         // The same with its memory.
  };
  std::string name;
  Kind kind = Kind::Report;
  std::function<Event(const PodState&)> make;
};

// Hooks, probes and rules that the policy does not have bring no moves.
std::vector<Move> moves(const PodPolicy& policy);

}  // namespace peapod::core
