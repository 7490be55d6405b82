#include "firmware-agent/api/node_object.h"

#include <sys/utsname.h>
#include <unistd.h>

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

// The kernel's word for the processor as Kubernetes (Go) says it.
std::string architecture(std::string_view machine) {
  if (machine == "x86_64") return "amd64";
  if (machine == "aarch64") return "arm64";
  if (machine.starts_with("armv")) return "arm";
  return std::string(machine);
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
  const std::string name = pods.node_name();
  const utsname system = system_name();
  const std::string processor = architecture(system.machine);
  const long memory_kib = sysconf(_SC_PHYS_PAGES) * (sysconf(_SC_PAGESIZE) / 1024);
  config::JsonWriter json(out);
  json.begin_object();
  json.field("kind", "Node");
  json.field("apiVersion", "v1");
  json.begin_object("metadata");
  json.field("name", name);
  json.field("uid", name);
  json.field("resourceVersion", std::to_string(pods.resource_version()));
  json.field("creationTimestamp", runtime::rfc3339(created));
  json.begin_object("labels");
  json.field("kubernetes.io/arch", processor);
  json.field("kubernetes.io/hostname", name);
  json.field("kubernetes.io/os", "linux");
  json.end_object();
  json.end_object();
  json.begin_object("spec");
  json.end_object();
  json.begin_object("status");
  json.begin_object("capacity");
  json.field("cpu", std::to_string(sysconf(_SC_NPROCESSORS_ONLN)));
  json.field("memory", std::to_string(memory_kib) + "Ki");
  json.end_object();
  write_ready(json, pods, created);
  json.begin_array("addresses");
  json.begin_object();
  json.field("type", "Hostname");
  json.field("address", name);
  json.end_object();
  json.end_array();
  json.begin_object("nodeInfo");
  json.field("kernelVersion", system.release);
  json.field("operatingSystem", "linux");
  json.field("architecture", processor);
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
