#pragma once

// Memory for a library that allocates and frees the same again and again: what it gives back is kept for its next
// demand, so that the second run of a probe asks the system for nothing. Given back to the system at the end of this
// object, when nothing of it may be in use any more.

#include <cstddef>

namespace peapod::runtime {

class KeptMemory {
 public:
  KeptMemory() = default;
  ~KeptMemory();
  KeptMemory(const KeptMemory&) = delete;
  KeptMemory& operator=(const KeptMemory&) = delete;

  // As malloc, calloc, realloc and free. Null when the system has no more.
  void* take(std::size_t size);
  void* take_zeroed(std::size_t count, std::size_t size);
  void* resize(void* block, std::size_t size);
  void give_back(void* block);
  // So many blocks more of this size, for what does not come in the same order each time. As many as there is memory
  // for.
  void reserve(std::size_t size, std::size_t count);

  std::size_t held() const { return held_; }  // Bytes taken from the system.

 private:
  struct Block {
    std::size_t size;  // Behind this head.
    Block* next;       // While it is free.
  };

  Block* free_ = nullptr;
  std::size_t held_ = 0;
};

}  // namespace peapod::runtime
