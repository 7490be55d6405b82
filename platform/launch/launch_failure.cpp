#include <cerrno>
#include <cstring>

#include "platform/launch/container_plan.h"

namespace peapod::platform {
namespace {

constexpr std::string_view kExec = "exec: \"";  // How add_exec() begins the label of its steps.
constexpr std::string_view kMountRoot = "mount the root filesystem";

std::string_view label_of(const Plan& plan, const ChildFailure& failure) {
  const auto step = static_cast<std::size_t>(failure.step);
  return step < plan.labels.size() ? std::string_view(plan.labels[step]) : "launch";
}

bool is_absent(int error) { return error == ENOENT || error == ENOTDIR; }

}  // namespace

std::string failure_text(const Plan& plan, const ChildFailure& failure) {
  const std::string_view label = label_of(plan, failure);
  std::string text(label);
  const bool searched = label.starts_with(kExec) && label.find('/') == std::string_view::npos;
  if (searched && (is_absent(failure.error) || failure.error == EACCES)) {
    return text + ": executable file not found in $PATH";
  }
  if (failure.error == ENODEV && label == kMountRoot) {
    return text + ": this kernel has no overlayfs (CONFIG_OVERLAY_FS); only the image peapod.local/host runs without";
  }
  return text + ": " + std::strerror(failure.error);
}

int failure_exit_code(const Plan& plan, const ChildFailure& failure) {
  constexpr int kNotFound = 127;
  constexpr int kNotExecutable = 126;
  constexpr int kStartError = 128;
  if (!label_of(plan, failure).starts_with(kExec)) return kStartError;
  return is_absent(failure.error) ? kNotFound : kNotExecutable;
}

}  // namespace peapod::platform
