#pragma once

// One history: a pod and its world from a seed, first chaos, then calm, in which the pod must become ready or
// end by itself, and, after one request, be gone.

#include <cstdint>

#include "firmware-agent/core/pod_machine.h"
#include "tests/sim/coverage.h"
#include "tests/sim/ledger.h"
#include "tests/sim/world.h"

namespace peapod::sim {

class History {
 public:
  // Prints every event and action when `trace`.
  History(std::uint64_t seed, Coverage& coverage, bool trace);

  void run();

  std::uint64_t steps() const { return steps_; }

 private:
  void chaos();
  void wait_until_ready();
  void wait_until_gone();
  bool next();  // One event or tick; false when nothing will ever happen.
  void feed(const core::Event& event);
  void disturb();
  void restart_agent();

  Random random_;
  Scenario scenario_;
  World world_;
  Coverage& coverage_;
  bool trace_;
  bool calm_ = false;
  core::Time now_{1'000'000};
  core::PodState state_;
  Ledger ledger_;
  core::Actions actions_;
  std::vector<std::byte> record_;
  bool ready_ = false;
  std::uint64_t steps_ = 0;
};

}  // namespace peapod::sim
