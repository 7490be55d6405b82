#include "firmware-agent/api/node_object.h"

#include <sys/utsname.h>

#include "config/json_writer.h"
#include "firmware-agent/api/age.h"
#include "firmware-agent/api/version.h"
#include "firmware-agent/runtime/clock.h"

namespace peapod::api {
namespace {

utsname system_name() {
  utsname system{};
  uname(&system);
  return system;
}

// As the kubelet prints them: whole cores without a unit, memory in Ki.
void write_resources(config::JsonWriter& json, const char* name, const runtime::Resources& resources,
                     std::int64_t max_pods) {
  const bool whole = resources.cpu_milli % 1000 == 0;
  json.begin_object(name);
  json.field("cpu", whole ? std::to_string(resources.cpu_milli / 1000) : std::to_string(resources.cpu_milli) + "m");
  json.field("ephemeral-storage", std::to_string(resources.ephemeral_bytes / 1024) + "Ki");
  json.field("memory", std::to_string(resources.memory_bytes / 1024) + "Ki");
  json.field("pods", std::to_string(max_pods));
  json.end_object();
}

void write_ready(config::JsonWriter& json, const runtime::PodControl& pods, runtime::WallTime created) {
  json.begin_array("conditions");
  json.begin_object();
  json.field("type", "Ready");
  json.field("status", "True");
  json.field("lastHeartbeatTime", runtime::rfc3339(pods.wall_now()));
  json.field("lastTransitionTime", runtime::rfc3339(created));
  json.field("reason", "KubeletReady");
  json.field("message", "the agent answers");
  json.end_object();
  json.end_array();
}

}  // namespace

void append_node(std::string& out, const runtime::PodControl& pods, runtime::WallTime created) {
  const runtime::NodeFacts& node = pods.node();
  const utsname system = system_name();
  const auto processor = node.labels.find("kubernetes.io/arch");
  config::JsonWriter json(out);
  json.begin_object();
  json.field("kind", "Node");
  json.field("apiVersion", "v1");
  json.begin_object("metadata");
  json.field("name", node.name);
  json.field("uid", node.name);
  json.field("resourceVersion", std::to_string(pods.resource_version()));
  json.field("creationTimestamp", runtime::rfc3339(created));
  json.begin_object("labels");
  for (const auto& [key, value] : node.labels) json.field(key, value);
  json.end_object();
  json.end_object();
  json.begin_object("spec");
  json.end_object();
  json.begin_object("status");
  write_resources(json, "capacity", node.capacity, node.max_pods);
  write_resources(json, "allocatable", node.allocatable, node.max_pods);
  write_ready(json, pods, created);
  json.begin_array("addresses");
  for (const std::string& address : node.addresses) {
    json.begin_object();
    json.field("type", "InternalIP");
    json.field("address", address);
    json.end_object();
  }
  json.begin_object();
  json.field("type", "Hostname");
  json.field("address", node.name);
  json.end_object();
  json.end_array();
  json.begin_object("nodeInfo");
  json.field("kernelVersion", system.release);
  json.field("operatingSystem", "linux");
  json.field("architecture", processor == node.labels.end() ? "" : processor->second);
  json.field("containerRuntimeVersion", "peapod://" + std::string(kVersion));
  json.field("kubeletVersion", kKubernetesVersion);
  json.end_object();
  json.end_object();
  json.end_object();
}

std::span<const Column> node_columns() {
  static constexpr Column kColumns[] = {
      {"Name", "string", 0, "Name of the box."},
      {"Status", "string", 0, "Whether it can run pods."},
      {"Roles", "string", 0, "Roles, which one box alone has none of."},
      {"Age", "string", 0, "Time since the agent started."},
      {"Version", "string", 0, "The Kubernetes whose behaviour it has."},
      {"Kernel-Version", "string", 1, "The kernel's release."},
      {"Container-Runtime", "string", 1, "What runs the containers."},
  };
  return kColumns;
}

std::vector<std::string> node_cells(const runtime::PodControl& pods, runtime::WallTime created) {
  return {pods.node_name(),
          "Ready",
          "<none>",
          human_duration(pods.wall_now() - created),
          std::string(kKubernetesVersion),
          system_name().release,
          "peapod://" + std::string(kVersion)};
}

}  // namespace peapod::api
