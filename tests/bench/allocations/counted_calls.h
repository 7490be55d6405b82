#pragma once

// This program's own versions of a few libc functions, so that a whole agent in it can be counted and hurried: the
// linker prefers them to libc's.
//
// malloc and its kin count. Clocks run kHurry times as fast, and epoll_wait waits for that much less, so that hours of
// an agent's life pass in minutes. connect() and sendmsg() count, which tells how many probes have run.

#include <cstdint>

namespace peapod::bench {

#ifdef PEAPOD_HURRY
inline constexpr int kHurry = PEAPOD_HURRY;
#else
inline constexpr int kHurry = 100;
#endif

struct CallCounts {
  std::uint64_t allocations = 0;
  std::uint64_t connects = 0;
  std::uint64_t sent_messages = 0;
};
CallCounts call_counts();

// The call stack of the next `count` allocations goes to stderr.
void show_next_allocations(int count);

}  // namespace peapod::bench
