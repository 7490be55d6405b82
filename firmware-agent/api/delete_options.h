#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "firmware-agent/api/status_error.h"
#include "firmware-agent/http/request.h"
#include "firmware-agent/http/url.h"

namespace peapod::api {

// metav1.DeleteOptions, as much as means something without garbage collection.
struct DeleteOptions {
  std::optional<std::int64_t> grace_seconds;  // At least 0; unset: the pod's own.
  std::string uid;                            // Precondition; empty: none.
};

// From the JSON body, if there is one, and the query. Fields we do not know are ignored, as the API server
// does.
std::optional<StatusError> read_delete_options(const http::Request& request, const http::Query& query,
                                               DeleteOptions& options);

}  // namespace peapod::api
