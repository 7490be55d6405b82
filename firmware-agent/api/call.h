#pragma once

// One request on its way to its answer: what every handler needs.

#include <string>
#include <string_view>

#include "firmware-agent/api/route.h"
#include "firmware-agent/api/status_error.h"
#include "firmware-agent/http/connection.h"
#include "firmware-agent/http/url.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

struct Call {
  const http::Request& request;
  const http::Query& query;
  const Route& route;
  http::Connection& connection;
  runtime::PodControl& pods;
  std::string warnings = {};        // Header lines that go out with the answer.
  std::uint64_t last_deletion = 0;  // Resource version of the newest deletion of this resource since the start.
};

void answer(Call& call, int status, std::string_view json);
void answer(Call& call, const StatusError& error);

// A Warning header, which kubectl shows; at most kWarningsBytesMax of them.
inline constexpr std::size_t kWarningsBytesMax = 4096;
void warn(Call& call, std::string_view text);

// The client asks for metav1.Table (kubectl get).
bool wants_table(const http::Request& request);

}  // namespace peapod::api
