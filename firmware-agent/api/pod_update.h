#pragma once

// Where PUT and PATCH of a pod and of its subresources meet: the pod as it is wanted against the pod as it is.

#include "firmware-agent/api/sent_pod.h"
#include "firmware-agent/runtime/pod_change.h"

namespace peapod::api {

// What a request for this subresource may change, or `whole` for the pod itself.
runtime::ChangeScope scope_of(std::string_view subresource, runtime::ChangeScope whole);

// 409 when it is not the pod that was meant; an empty uid or resource version means any.
std::optional<StatusError> check_preconditions(const runtime::PodView& present, std::string_view uid,
                                               std::string_view resource_version);

// Answers. What is in `scope` changes as the pod runs; the same pod changes nothing. With any other difference a
// Manifest makes a new pod (new uid), which takes its place after it has ended; all others are refused (422), with the
// first field that differs. Resize and Ephemeral do not look at metadata. dryRun=All only shows what would come of it.
void update_pod(Call& call, SentPod wanted, runtime::ChangeScope scope);

}  // namespace peapod::api
