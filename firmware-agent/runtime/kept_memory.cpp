#include "firmware-agent/runtime/kept_memory.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>

namespace peapod::runtime {
namespace {

constexpr std::size_t kSmallest = 32;
constexpr std::size_t kPage = 4096;

// A block serves its own class only: what is enough for each class once is enough whatever the order of demands.
std::size_t size_class(std::size_t size) {
  return size <= kPage ? std::max(std::bit_ceil(size), kSmallest) : (size + kPage - 1) / kPage * kPage;
}

}  // namespace

KeptMemory::~KeptMemory() {
  while (free_ != nullptr) {
    Block* const block = free_;
    free_ = block->next;
    ::operator delete(block);
  }
}

void* KeptMemory::take(std::size_t size) {
  static_assert(sizeof(Block) % alignof(std::max_align_t) == 0);
  if (size > SIZE_MAX / 4) return nullptr;
  size = size_class(size);
  for (Block** place = &free_; *place != nullptr; place = &(*place)->next) {
    Block* const block = *place;
    if (block->size != size) continue;
    *place = block->next;
    return block + 1;
  }
  auto* const block = static_cast<Block*>(::operator new(sizeof(Block) + size, std::nothrow));
  if (block == nullptr) return nullptr;
  block->size = size;
  held_ += sizeof(Block) + size;
  return block + 1;
}

void* KeptMemory::take_zeroed(std::size_t count, std::size_t size) {
  if (size != 0 && count > SIZE_MAX / size) return nullptr;
  void* const block = take(count * size);
  if (block != nullptr) std::memset(block, 0, count * size);
  return block;
}

void* KeptMemory::resize(void* block, std::size_t size) {
  if (block == nullptr) return take(size);
  const std::size_t old_size = (static_cast<Block*>(block) - 1)->size;
  if (size <= old_size) return block;
  void* const grown = take(size);
  if (grown == nullptr) return nullptr;
  std::memcpy(grown, block, old_size);
  give_back(block);
  return grown;
}

void KeptMemory::reserve(std::size_t size, std::size_t count) {
  if (count == 0) return;
  void* const block = take(size);
  reserve(size, count - 1);
  give_back(block);
}

void KeptMemory::give_back(void* block) {
  if (block == nullptr) return;
  auto* const head = static_cast<Block*>(block) - 1;
  head->next = free_;
  free_ = head;
}

}  // namespace peapod::runtime
