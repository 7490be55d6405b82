#pragma once

// Durations as kubectl prints ages: "45s", "5m30s", "3h", "2d4h", "3y12d".

#include <cstdint>
#include <string>

namespace peapod::api {

// k8s.io/apimachinery duration.HumanDuration. More than two seconds in the future is "<invalid>".
std::string human_duration(std::int64_t milliseconds);

}  // namespace peapod::api
