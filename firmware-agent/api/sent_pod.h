#pragma once

// The pod that a request's body is, or that a patch makes: read as a manifest is, in the namespace of the path.

#include <optional>
#include <string>

#include "firmware-agent/api/call.h"

namespace peapod::api {

struct SentPod {
  config::Pod pod;
  std::string resource_version;  // Of the pod that is to be changed; empty: any.
};

// `text` is JSON or YAML. What only the server writes (status, deletion) is ignored in JSON, as the API server does.
// Unknown fields are refused unless the query says fieldValidation=Warn or Ignore. (Kubernetes: Warn is the default.
// Here nothing is dropped unless asked for.) What a new pod says without effect is a warning.
std::optional<StatusError> read_sent_pod(Call& call, std::string_view text, SentPod& out);

}  // namespace peapod::api
