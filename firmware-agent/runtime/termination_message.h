#pragma once

#include <string>

#include "config/pod_spec.h"

namespace peapod::runtime {

// What a container says of its end: the last 4096 bytes of its termination message file; with FallbackToLogsOnError,
// when that is empty and it failed, the end of its log (kubelet kuberuntime_container.go getTerminationMessage).
std::string read_termination_message(const config::Container& container, const std::string& file,
                                     const std::string& log_file, int exit_code);

}  // namespace peapod::runtime
