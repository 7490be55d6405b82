#pragma once

// What may go wrong below the agent, beside what the pod itself does (sim::Faults). Percentages.

#include "tests/sim/random.h"

namespace peapod::sim {

struct BoxFaults {
  int make_refused = 0;    // ENOSPC, EMFILE, ENOMEM, EAGAIN while a sandbox is made,
  int launch_refused = 0;  // while a container is,
  int keeper_refuses = 0;  // and in the keeper.
  int exec_fails = 0;      // Tells so through the report pipe.
  int keeper_hangs = 0;    // Does not answer a new agent.
  int tmpfs_full = 0;      // Per step; records cannot be written for a while.
  int agent_dies = 0;      // Per step; at any verb.
  int edits = 0;           // Per step: the manifest changes, goes away, comes back.
  int clock_steps = 0;     // Per step: the wall clock moves by years.
  int slow_cleaning = 0;   // What a pod leaves is held by dying processes for a while.
};

inline BoxFaults make_box_faults(Random& random) {
  auto maybe = [&random](int high) { return random.chance(35) ? static_cast<int>(random.between(1, high)) : 0; };
  BoxFaults faults;
  faults.make_refused = maybe(60);
  faults.launch_refused = maybe(50);
  faults.keeper_refuses = maybe(50);
  faults.exec_fails = maybe(50);
  faults.keeper_hangs = maybe(40);
  faults.tmpfs_full = maybe(10);
  faults.agent_dies = maybe(15);
  faults.edits = maybe(6);
  faults.clock_steps = maybe(5);
  faults.slow_cleaning = maybe(60);
  return faults;
}

}  // namespace peapod::sim
