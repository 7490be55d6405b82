#pragma once

// Where PUT and PATCH of a pod meet: the pod as it is wanted against the pod as it is.

#include "firmware-agent/api/sent_pod.h"

namespace peapod::api {

enum class PodUpdate : std::uint8_t {
  // What can, changes as the pod runs: labels, annotations, images, activeDeadlineSeconds, resources. With any other
  // difference a new pod (new uid) takes its place after it has ended.
  Put,
  // The same without resources; anything else is refused (422), with the first field that differs.
  Patch,
  Resize,     // Resources alone; metadata is not looked at.
  Ephemeral,  // Ephemeral containers that are not there yet, alone; metadata is not looked at.
};

// What a request for this subresource is, or for the pod itself.
PodUpdate update_of(std::string_view subresource, PodUpdate whole);

// Answers. The same pod changes nothing; dryRun=All only shows what would come of it.
void update_pod(Call& call, SentPod wanted, PodUpdate update);

}  // namespace peapod::api
