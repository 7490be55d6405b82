#pragma once

#include "firmware-agent/api/call.h"

namespace peapod::api {

void pod_log(Call& call);   // GET .../pods/NAME/log
void pod_exec(Call& call);  // GET .../pods/NAME/exec, as a WebSocket.

}  // namespace peapod::api
