#pragma once

// How much memory a piece of work takes: this program's own malloc and its kin count what is asked of libc's.

#include <cstddef>
#include <cstdint>

namespace peapod::bench {

struct HeapUse {
  std::size_t peak_bytes = 0;  // More than before the work, as malloc hands them out.
  std::size_t kept_bytes = 0;  // Still held by its result.
  std::uint64_t allocations = 0;
};

void begin_heap_use();
HeapUse heap_use();  // Since begin_heap_use().

// Of `work`, while its result is alive.
template <class Work>
HeapUse heap_use_of(Work work) {
  begin_heap_use();
  const auto result = work();
  return heap_use();
}

}  // namespace peapod::bench
