#pragma once

// What the histories have reached: a simulator that starts nothing finds nothing wrong. Every line of the
// table must be above zero.

#include <array>
#include <cstdint>
#include <string_view>

#include "firmware-agent/core/pod_status.h"

namespace peapod::sim {

enum class Landmark : std::uint8_t { FirstDelay, LongestDelay, ForcedStop, GraceShortened, PodReady, PodGone };

class Coverage {
 public:
  void saw(const core::Event& event);
  void saw(const core::Action& action);
  void saw(const core::PodState& state, const core::PodStatus& status);
  void saw(Landmark landmark) { count(landmarks_, landmark); }

  // Prints the table; false when a line is zero.
  bool report() const;

 private:
  static constexpr std::size_t kEnumMax = 24;  // Values in the largest enum counted.
  using Counts = std::array<std::uint64_t, kEnumMax>;

  template <typename Enum>
  static void count(Counts& counts, Enum value) {
    counts.at(static_cast<std::size_t>(value)) += 1;
  }
  void saw_waiting(const core::ContainerStatus& status);

  Counts events_{}, actions_{}, containers_{}, sandboxes_{}, ends_{}, killings_{}, phases_{}, notices_{}, failures_{},
      terminations_{}, probes_{}, waits_{}, landmarks_{};
};

}  // namespace peapod::sim
