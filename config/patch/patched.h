#pragma once

// What becomes of an object of the API that is to be patched, and the limits that all three kinds of patches have. The
// object may be any JSON text; nothing here knows where it comes from.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace peapod::config {

inline constexpr std::size_t kPatchBytesMax = std::size_t{1024} * 1024;  // Of the object, the patch and the result.
inline constexpr std::size_t kPatchDepthMax = 64;                        // Lists and objects inside each other.
inline constexpr std::size_t kPatchValuesMax = 100'000;                  // In the object, and in the patch.
inline constexpr std::size_t kPatchEntriesMax = 1024;                    // In one list or object of either.
inline constexpr std::size_t kPatchOperationsMax = 10'000;               // kube-apiserver 1.36 handlers/patch.go.
// What the operations of one JSON patch may copy and move together, in bytes of memory: a list copied into itself
// again and again doubles each time.
inline constexpr std::size_t kPatchCopiedBytesMax = std::size_t{4} * 1024 * 1024;

struct PatchError {
  enum class Kind : std::uint8_t {
    Malformed,     // The patch is none: 400 BadRequest.
    TooLarge,      // A limit: 413 RequestEntityTooLarge.
    DoesNotApply,  // A patch, but not of this object: 422 Invalid.
  } kind = Kind::Malformed;
  std::string message;
};

struct Patched {
  std::string json;                 // The new object, compact; members that stayed are in their old order.
  std::optional<PatchError> error;  // Then there is no object.
};

}  // namespace peapod::config
