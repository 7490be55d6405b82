#include "tests/unit/runtime/allocation_count.h"

#include <uv.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> g_count = 0;

void* counted_malloc(std::size_t size) {
  g_count += 1;
  return std::malloc(size);
}

void* counted_realloc(void* old, std::size_t size) {
  g_count += 1;
  return std::realloc(old, size);
}

void* counted_calloc(std::size_t count, std::size_t size) {
  g_count += 1;
  return std::calloc(count, size);
}

// Before main(), as libuv demands: before its first allocation.
[[maybe_unused]] const int kReplaced = uv_replace_allocator(counted_malloc, counted_realloc, counted_calloc, std::free);

}  // namespace

void* operator new(std::size_t size) {
  void* memory = counted_malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted_malloc(size == 0 ? 1 : size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace peapod::test {

std::size_t allocation_count() { return g_count; }

}  // namespace peapod::test
