#pragma once

// Ranges that several rows share.

#include <cstddef>
#include <cstdint>

namespace peapod::config::schema {

inline constexpr std::int64_t kPortMax = 65535;
inline constexpr std::int64_t kSecondsMax = 2147483647;  // 68 years; the API's bound of activeDeadlineSeconds.
inline constexpr std::int64_t kIdMax = 2147483647;       // The API's bound of user and group ids.
inline constexpr std::int64_t kFileModeMax = 0777;
inline constexpr std::size_t kItemsMax = 1024;   // Of one list.
inline constexpr std::int64_t kWeightMax = 100;  // Of what a scheduler prefers; from 1.

}  // namespace peapod::config::schema
