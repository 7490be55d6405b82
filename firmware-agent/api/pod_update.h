#pragma once

// Where PUT and PATCH of a pod meet: the pod as it is wanted against the pod as it is.

#include "firmware-agent/api/sent_pod.h"

namespace peapod::api {

// What happens to a pod whose spec is to be another: a running pod's cannot be changed.
enum class OtherSpec : std::uint8_t {
  Replaces,  // A new pod (new uid) takes its place after it has ended.
  Refused,   // 422, with the first field that differs.
};

// Answers. The same pod changes nothing; other labels and annotations are given to the pod as it runs.
// dryRun=All only shows what would come of it.
void update_pod(Call& call, SentPod wanted, OtherSpec other_spec);

}  // namespace peapod::api
