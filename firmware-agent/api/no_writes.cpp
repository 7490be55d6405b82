// Built without PEAPOD_WRITES.
#ifdef PEAPOD_NO_WRITES

#include "firmware-agent/api/pod_changes.h"
#include "firmware-agent/api/pod_gates.h"
#include "firmware-agent/api/pod_patch.h"
#include "firmware-agent/api/pod_streams.h"

namespace peapod::api {
namespace {

void refuse(Call& call) {
  answer(call, {405,
                "MethodNotAllowed",
                "this peapod was built without requests that change pods or run commands in them (PEAPOD_WRITES): edit "
                "the directory of manifests instead",
                "pods",
                call.route.name,
                {}});
}

}  // namespace

void create_pod(Call& call) { refuse(call); }
void replace_pod(Call& call) { refuse(call); }
void patch_pod(Call& call) { refuse(call); }
void delete_pod(Call& call) { refuse(call); }
void replace_status(Call& call) { refuse(call); }
void patch_status(Call& call) { refuse(call); }
void pod_exec(Call& call) { refuse(call); }

}  // namespace peapod::api

#endif
