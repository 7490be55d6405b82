#pragma once

// The limits of everything a peer can make grow.

#include <cstddef>
#include <cstdint>

namespace peapod::http {

inline constexpr std::size_t kHeadBytesMax = 64 * 1024;  // Request or status line and headers.
inline constexpr std::size_t kHeadersMax = 128;
inline constexpr std::size_t kBodyBytesMax = 3 * 1024 * 1024;  // kube-apiserver's limit for resources.
inline constexpr std::size_t kConnectionsMax = 64;
inline constexpr std::size_t kMessageBytesMax = 1024 * 1024;  // One WebSocket message, all fragments.
inline constexpr std::size_t kQueuedBytesMax =
    8 * 1024 * 1024;  // Written but not taken by the peer: then it is cut off.

inline constexpr std::uint64_t kIdleMs = 90'000;     // A connection without a request.
inline constexpr std::uint64_t kRequestMs = 30'000;  // From a request's first byte to its last.
inline constexpr std::uint64_t kDrainMs = 30'000;    // From the end of an answer until the peer has taken it.

}  // namespace peapod::http
