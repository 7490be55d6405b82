#pragma once

// The only source of chance in the simulator: a seed is a whole history (splitmix64, Steele et al. 2014).

#include <cstdint>

namespace peapod::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
  }
  std::int64_t between(std::int64_t low, std::int64_t high) {  // Both ends may come.
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) { return between(0, 99) < percent; }

  template <typename T, std::size_t N>
  T pick(const T (&choices)[N]) {
    return choices[static_cast<std::size_t>(between(0, N - 1))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace peapod::sim
