#include "firmware-agent/cli/box_facts.h"

#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>

#include "config/quantity.h"
#include "firmware-agent/cli/agent_settings.h"
#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/json.h"
#include "firmware-agent/cli/kernel_facts.h"
#include "firmware-agent/runtime/image_choice.h"
#include "firmware-agent/runtime/listening_sockets.h"
#include "firmware-agent/runtime/node_labels.h"
#include "firmware-agent/runtime/pod_volumes.h"
#include "platform/images/image_store.h"

namespace peapod::cli {
namespace {

std::int64_t amount(const Json& list, const char* name, config::QuantityUnit unit) {
  const auto parsed = config::parse_quantity(text_at(list, {name}), unit);
  return parsed.problem.empty() ? parsed.quantity.value : 0;
}

void add_container(const Json& container, runtime::PlacedPod& pod) {
  const Json& requests = at(container, {"resources", "requests"});
  pod.cpu_milli += amount(requests, "cpu", config::QuantityUnit::Milli);
  pod.memory_bytes += amount(requests, "memory", config::QuantityUnit::Bytes);
  for (const Json& port : items(at(container, "ports"))) {
    const Json& host_port = at(port, "hostPort");
    if (!host_port.IsInt()) continue;
    const bool udp = text_at(port, {"protocol"}) == "UDP";
    pod.host_ports.emplace_back(udp ? config::Protocol::Udp : config::Protocol::Tcp, host_port.GetInt());
  }
}

// What runs together: main containers and sidecars. Ended pods hold nothing.
void add_pods(const Json& list, runtime::BoxFacts& box) {
  for (const Json& object : items(at(list, "items"))) {
    const std::string_view phase = text_at(object, {"status", "phase"});
    if (phase == "Succeeded" || phase == "Failed") continue;
    runtime::PlacedPod& pod = box.pods.emplace_back();
    pod.namespace_ = text_at(object, {"metadata", "namespace"});
    pod.name = text_at(object, {"metadata", "name"});
    for (const Json& container : items(at(object, {"spec", "containers"}))) add_container(container, pod);
    for (const Json& container : items(at(object, {"spec", "initContainers"}))) {
      if (text_at(container, {"restartPolicy"}) == "Always") add_container(container, pod);
    }
  }
}

void ask_agent(const Options& options, runtime::BoxFacts& box) {
  const ApiClient agent(options.socket_path());
  const auto pods = agent.ask({"GET", "/api/v1/pods", {}, kAsJson, {}});
  if (pods && pods->ok()) add_pods(parse_json(pods->body), box);
  const auto nodes = agent.ask({"GET", "/api/v1/nodes", {}, kAsJson, {}});
  if (!nodes || !nodes->ok()) return;
  const rapidjson::Document list = parse_json(nodes->body);
  for (const Json& node : items(at(list, "items"))) {
    box.node_name = text_at(node, {"metadata", "name"});
    box.labels.clear();
    const Json& labels = at(node, {"metadata", "labels"});
    if (!labels.IsObject()) continue;
    for (const auto& label : labels.GetObject()) box.labels[std::string(text_of(label.name))] = text_of(label.value);
  }
}

bool must_exist(config::HostPathType type) {
  using Type = config::HostPathType;
  return type != Type::Unset && type != Type::DirectoryOrCreate && type != Type::FileOrCreate;
}

}  // namespace

runtime::BoxFacts box_facts(const Options& options) {
  runtime::BoxFacts box;
  // Settings with mistakes are told by who starts the agent.
  const AgentSettings settings = agent_settings(options, Tell::Nothing);
  box.node_name = settings.config.node_name;
  box.labels = runtime::node_labels(box.node_name, settings.config.node_labels);
  box.cpu_milli = sysconf(_SC_NPROCESSORS_ONLN) * 1000;
  struct sysinfo memory {};
  if (::sysinfo(&memory) == 0) box.memory_bytes = static_cast<std::int64_t>(memory.totalram) * memory.mem_unit;
  for (const auto& socket : runtime::listening_sockets()) box.taken_ports.emplace_back(socket.protocol, socket.port);
  add_kernel_facts(box);
  ask_agent(options, box);
  return box;
}

void add_pod_facts(const config::Pod& pod, const Options& options, runtime::BoxFacts& box) {
  const runtime::Paths paths = options.paths();
  platform::ImageStore store(paths.lib, paths.images);
  const auto look_for = [&](const config::Container& container) {
    const auto reference = platform::parse_image_reference(container.image);
    if (!reference) {
      box.images[container.image] = "is not a valid image reference";
      return;
    }
    if (runtime::is_host_image(container) || store.find(*reference) || !store.find_source(*reference).empty()) return;
    box.images[container.image] = "image " + reference->text() + " is neither in " + store.directory() +
                                  " nor in an archive or layout in " + paths.images;
  };
  std::ranges::for_each(pod.spec.init_containers, look_for);
  std::ranges::for_each(pod.spec.containers, look_for);
  for (const config::Volume& volume : pod.spec.volumes) {
    if (!volume.host_path || !must_exist(volume.host_path->type)) continue;
    const auto found =
        platform::check_host_path(volume.host_path->path, runtime::host_path_type(volume.host_path->type));
    if (!found) box.host_paths[volume.host_path->path] = found.error().message();
  }
}

}  // namespace peapod::cli
