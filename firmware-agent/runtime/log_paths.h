#pragma once

// Where container logs lie: Kubernetes' layout below one directory (/var/log there, Paths::log here).
//   pods/<namespace>_<name>_<uid>/<container>/<restart count>.log
//   containers/<pod>_<namespace>_<container>-<container id>.log -> the file above

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/sys/result.h"

namespace peapod::runtime {

std::string pod_log_directory(const std::string& root, std::string_view ns, std::string_view pod, std::string_view uid);
std::string container_log_directory(const std::string& pod_directory, std::string_view container);
std::string container_log_file(const std::string& container_directory, std::int32_t restart_count);
// The link's file name is cut to 255 bytes before its ".log" (kubelet kuberuntime/legacy.go).
std::string container_log_link(const std::string& root, std::string_view pod, std::string_view ns,
                               std::string_view container, std::string_view container_id);

// The directory and all above it that are missing, mode 0755.
Result<void> make_log_directory(const std::string& directory);
// Makes the link, in place of an older one.
Result<void> link_container_log(const std::string& link, const std::string& file);
Result<void> unlink_container_log(const std::string& link);  // Gone already is fine.

// The largest N of the <N>.log in the directory: where restart counts go on when their record is lost.
std::optional<std::int32_t> newest_log_number(const std::string& container_directory);

}  // namespace peapod::runtime
