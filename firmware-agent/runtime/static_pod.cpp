#include "firmware-agent/runtime/static_pod.h"

#include <algorithm>
#include <optional>

#include "config/pod_json.h"
#include "firmware-agent/runtime/fnv.h"

namespace peapod::runtime {
namespace {

constexpr std::size_t kPodNameMax = 253;  // A DNS subdomain.

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// Changes with everything that the manifest says, and with nothing else. Parts are framed so that none can
// look like the end of another.
std::string content_hash(const config::Pod& pod, std::string_view node_name, const std::string& path) {
  std::string content;
  const auto add = [&](std::string_view part) { content.append(std::to_string(part.size())).append(":").append(part); };
  add(pod.metadata.name);
  add(pod.metadata.namespace_);
  add(pod.metadata.uid);
  for (const config::Labels* labels : {&pod.metadata.labels, &pod.metadata.annotations}) {
    add(std::to_string(labels->size()));
    for (const auto& [key, value] : *labels) {
      add(key);
      add(value);
    }
  }
  config::append_spec_json(content, pod.spec);
  Fnv1a128 hash;
  hash.add(content);
  hash.add("host:");
  hash.add(node_name);
  hash.add("file:");
  hash.add(path);
  return hash.hex();
}

bool same_pod(const config::ObjectMeta& one, const config::ObjectMeta& other) {
  return one.uid == other.uid || (one.name == other.name && one.namespace_ == other.namespace_);
}

// Why this pod cannot be taken, given those that have been.
std::optional<config::Diagnostic> refusal(const StaticPod& made, const std::vector<StaticPod>& taken) {
  const config::ObjectMeta& metadata = made.pod.metadata;
  if (metadata.name.size() > kPodNameMax) {
    return config::Diagnostic{{},
                              "metadata.name",
                              "must be at most " + std::to_string(kPodNameMax) +
                                  " characters with the node's name added (\"" + metadata.name + "\")"};
  }
  const auto first = std::find_if(taken.begin(), taken.end(),
                                  [&](const StaticPod& other) { return same_pod(metadata, other.pod.metadata); });
  if (first == taken.end()) return std::nullopt;
  const bool by_name = metadata.name == first->pod.metadata.name;
  return config::Diagnostic{{},
                            by_name ? "metadata.name" : "metadata.uid",
                            (by_name ? "pod " + metadata.namespace_ + "/" + metadata.name : "uid " + metadata.uid) +
                                " is defined by " + first->path + " already, which is used; this one is not"};
}

}  // namespace

StaticPod make_static_pod(const config::Pod& pod, std::string_view node_name, const std::string& path, WallTime seen) {
  StaticPod made{pod, path, content_hash(pod, node_name, path)};
  config::ObjectMeta& metadata = made.pod.metadata;
  if (metadata.uid.empty()) metadata.uid = made.hash;
  if (metadata.namespace_.empty()) metadata.namespace_ = "default";
  metadata.name += "-" + lower(node_name);
  made.pod.spec.node_name = node_name;
  metadata.annotations["kubernetes.io/config.source"] = "file";
  metadata.annotations["kubernetes.io/config.hash"] = metadata.uid;
  char seen_text[kRfc3339NanoLength];
  rfc3339_nano({seen / 1000, static_cast<std::int32_t>(seen % 1000 * 1'000'000)}, seen_text);
  metadata.annotations[kConfigSeen] = std::string(seen_text, sizeof seen_text);
  return made;
}

std::string_view manifest_name(const config::Pod& static_pod) {
  const std::string_view name = static_pod.metadata.name;
  const std::string suffix = "-" + lower(static_pod.spec.node_name);
  return name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size()) : name;
}

StaticPods static_pods(std::span<const ManifestFile> files, std::string_view node_name) {
  StaticPods result;
  for (const ManifestFile& file : files) {
    for (const config::Pod& pod : file.pods) {
      StaticPod made = make_static_pod(pod, node_name, file.path, file.seen);
      if (auto reason = refusal(made, result.pods)) {
        result.refused.emplace_back(file.path, *std::move(reason));
      } else {
        result.pods.push_back(std::move(made));
      }
    }
  }
  return result;
}

}  // namespace peapod::runtime
