#pragma once

// From a manifest file's pods to static pods, as kubelet makes them (kubelet 1.36 config/common.go
// applyDefaults): name-<node>, the node's name, a UID that follows the content, and the kubernetes.io/config
// annotations. Pure.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/diagnostic.h"
#include "config/pod_spec.h"
#include "firmware-agent/runtime/clock.h"
#include "firmware-agent/runtime/manifest_scan.h"

namespace peapod::runtime {

inline constexpr const char* kConfigSeen = "kubernetes.io/config.seen";  // The annotation: when its file was read.

struct StaticPod {
  config::Pod pod;
  std::string path;  // Of its file.
  std::string hash;  // 32 hex digits of content, node and path; the UID too, unless the manifest gives one.
};

StaticPod make_static_pod(const config::Pod& pod, std::string_view node_name, const std::string& path, WallTime seen);

// The name its manifest gives it.
std::string_view manifest_name(const config::Pod& static_pod);

struct StaticPods {
  std::vector<StaticPod> pods;                                      // In the order of files and of pods inside them.
  std::vector<std::pair<std::string, config::Diagnostic>> refused;  // Path and reason.
};

// All pods of all files. Of two with the same name and namespace, or the same UID, the first is taken.
StaticPods static_pods(std::span<const ManifestFile> files, std::string_view node_name);

}  // namespace peapod::runtime
