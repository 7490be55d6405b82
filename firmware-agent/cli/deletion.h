#pragma once

#include <optional>
#include <string>

#include "firmware-agent/cli/api_client.h"

namespace peapod::cli {

struct Deletion {
  std::string namespace_;
  std::string name;
  std::optional<std::int64_t> grace_seconds;  // Unset: the pod's own.
};

// Asks for the deletion; the answer is the pod, or why it was refused.
Result<Reply> request_deletion(const ApiClient& client, const Deletion& deletion);

// Waits until no pod of that name has that uid any more.
Result<void> wait_until_gone(const ApiClient& client, const Deletion& deletion, const std::string& uid);

}  // namespace peapod::cli
