#pragma once

#include "firmware-agent/api/call.h"

namespace peapod::api {

// POST of a collection of pods: one Pod as YAML or JSON. dryRun=All only checks.
void create_pod(Call& call);
// PUT of a pod. The same pod again changes nothing, other labels and annotations are given to it as it runs, and
// another spec puts another pod in its place, with a new uid.
void replace_pod(Call& call);
// DELETE of a pod, with DeleteOptions in the body or the query: gracePeriodSeconds, preconditions.uid.
void delete_pod(Call& call);

}  // namespace peapod::api
