#pragma once

// Files without a name that nobody can change any more: plans, and the program of the keeper.

#include <cstddef>
#include <span>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

enum class MemfdUse : unsigned char { Data, Program };

// `name` is shown in /proc/PID/maps and /proc/PID/fd. Sealed against writing, growing, shrinking and
// unsealing.
Result<UniqueFd> make_sealed_memfd(const char* name, MemfdUse use, std::span<const std::byte> content);

}  // namespace peapod::platform
