#pragma once

#include <cstddef>

namespace peapod::test {

// Allocations of this process since its start: by operator new and by libuv.
std::size_t allocation_count();

}  // namespace peapod::test
