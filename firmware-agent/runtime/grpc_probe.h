#pragma once

// grpc probes (kubelet 1.36 pkg/probe/grpc): Health/Check in cleartext, SERVING is success. A connection that cannot be
// made is tried again until the timeout, as grpc-go does when told to block. Built without PEAPOD_GRPC there are none,
// and manifests with them are refused.

#include "config/probe.h"
#include "firmware-agent/runtime/probe_run.h"

namespace peapod::runtime {

LoopOwned<ProbeRun> make_grpc_probe(uv_loop_t* loop, const config::GrpcAction& action, ProbeDone done);

}  // namespace peapod::runtime
