#pragma once

// Errors as the Kubernetes API says them: metav1.Status.

#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"
#include "config/patch/patched.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

struct StatusCause {
  std::string reason;  // "FieldValueInvalid", "ExitCode".
  std::string message;
  std::string field;
};

struct StatusError {
  int code = 500;
  std::string_view reason;  // "NotFound"; static text.
  std::string message;
  std::string kind;  // Details: resource ("pods") or kind, and name.
  std::string name;
  std::vector<StatusCause> causes;
};

std::string to_json(const StatusError& error);
std::string success_status_json();

StatusError not_found(std::string_view resource, std::string_view name);  // pods "x" not found
StatusError bad_request(std::string message);
StatusError method_not_allowed();
StatusError expired(std::string message);
StatusError conflict(std::string_view name, std::string message);  // 409, of a pod.
StatusError unsupported_media_type(std::string message);
// 422: each diagnostic is a cause; those of syntax, which have no path, make it 400.
StatusError invalid_pod(std::string_view name, const config::Diagnostics& diagnostics);
StatusError invalid_option(std::string_view kind, std::string_view name, std::string_view field, std::string message);
StatusError from_patch_error(const config::PatchError& error);
StatusError from_refusal(const runtime::Refusal& refusal, std::string_view pod_name);

}  // namespace peapod::api
