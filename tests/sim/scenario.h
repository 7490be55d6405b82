#pragma once

// What kind of history it is: the pod, and which KINDS of faults may happen to it. Chance decides the kinds
// before it decides the moments, so that some histories never see a failed start and others nothing but.

#include "firmware-agent/core/pod_policy.h"
#include "tests/sim/random.h"

namespace peapod::sim {

// Percentages; 0 in a history without that kind of fault.
struct Faults {
  int start_retried = 0;  // Image or configuration.
  int start_refused = 0;  // StartError, ContainerCannotRun.
  int start_slow = 0;
  int exits = 0;  // A process ends by itself, with any code.
  int ignores_stop = 0;
  int hook_fails = 0;
  int hook_hangs = 0;
  int probe_fails = 0;
  int probe_errs = 0;
  int probe_slow = 0;
  int sandbox_fails = 0;
  int sandbox_lost = 0;    // Per start of a container.
  int agent_restarts = 0;  // Per step.
  int repeats = 0;         // Reports that come twice, ticks without a deadline.
  int late = 0;            // Ticks that come late, and jumps of time.
  int stop_requests = 0;   // Per step.
  int edits = 0;           // Per step: another policy.
  int resize_fails = 0;
  int pod_restarts = 0;  // Per step.
};

struct Scenario {
  core::PodPolicy policy;
  Faults faults;
  int steps_max = 0;
};

Scenario make_scenario(Random& random);

// Another image, other resources, another deadline, or an ephemeral container more.
void edit_policy(Random& random, core::PodPolicy& policy);

}  // namespace peapod::sim
