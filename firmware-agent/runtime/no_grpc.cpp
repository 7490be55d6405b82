// Built without PEAPOD_GRPC.
#ifndef PEAPOD_GRPC

#include <cassert>

#include "firmware-agent/runtime/grpc_probe.h"

namespace peapod::runtime {

LoopOwned<ProbeRun> make_grpc_probe(uv_loop_t*, const config::GrpcAction&, ProbeDone) {
  assert(false);  // config refuses them.
  return {};
}

}  // namespace peapod::runtime

#endif
