#pragma once

#include <optional>
#include <string>

#include "firmware-agent/runtime/container_setup.h"

namespace peapod::runtime {

// Who a container runs as: securityContext of the container, then of the pod, then the image's USER, then
// root; and which capabilities it keeps. Refuses what runAsNonRoot forbids, with the kubelet's words
// (kuberuntime/security_context.go).
std::optional<SetupFailure> choose_credentials(const ContainerInput& input, platform::Credentials& credentials,
                                               std::string& home);

// The default set changed by add and drop, as containerd's CRI does it: ALL first, then single ones.
std::optional<SetupFailure> choose_capabilities(const config::SecurityContext& context, std::uint64_t& mask);

}  // namespace peapod::runtime
