#include "tests/bench/heap/heap_use.h"

#include <malloc.h>

#include <algorithm>

namespace {

std::size_t held = 0;
std::size_t held_at_begin = 0;
std::size_t held_at_most = 0;
std::uint64_t allocations = 0;

void* count(void* block) {
  allocations += 1;
  held += malloc_usable_size(block);
  held_at_most = std::max(held_at_most, held);
  return block;
}

}  // namespace

namespace peapod::bench {

void begin_heap_use() {
  held_at_begin = held_at_most = held;
  allocations = 0;
}

HeapUse heap_use() { return {held_at_most - held_at_begin, held - held_at_begin, allocations}; }

}  // namespace peapod::bench

// glibc's names for what is behind its malloc.
extern "C" void* __libc_malloc(size_t size);
extern "C" void* __libc_calloc(size_t count, size_t size);
extern "C" void* __libc_realloc(void* old, size_t size);
extern "C" void* __libc_memalign(size_t alignment, size_t size);
extern "C" void __libc_free(void* block);

extern "C" void* malloc(size_t size) { return count(__libc_malloc(size)); }
extern "C" void* calloc(size_t number, size_t size) { return count(__libc_calloc(number, size)); }
extern "C" void* aligned_alloc(size_t alignment, size_t size) { return count(__libc_memalign(alignment, size)); }
extern "C" void free(void* block) {
  held -= malloc_usable_size(block);
  __libc_free(block);
}
// Both blocks are held while realloc copies, unless it grows in place: the worst is counted.
extern "C" void* realloc(void* old, size_t size) {
  const std::size_t before = malloc_usable_size(old);
  void* const block = count(__libc_realloc(old, size));
  held -= before;
  return block;
}
