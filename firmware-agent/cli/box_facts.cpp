#include "firmware-agent/cli/box_facts.h"

#include <algorithm>

#include "config/load.h"
#include "config/quantity.h"
#include "firmware-agent/cli/agent_settings.h"
#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/json.h"
#include "firmware-agent/cli/kernel_facts.h"
#include "firmware-agent/runtime/image_choice.h"
#include "firmware-agent/runtime/listening_sockets.h"
#include "firmware-agent/runtime/node_capacity.h"
#include "firmware-agent/runtime/node_labels.h"
#include "firmware-agent/runtime/pod_volumes.h"
#include "platform/images/image_store.h"

namespace peapod::cli {
namespace {

std::int64_t amount(const Json& list, const char* name, config::QuantityUnit unit) {
  const auto parsed = config::parse_quantity(text_at(list, {name}), unit);
  return parsed.problem.empty() ? parsed.quantity.value : 0;
}

// Ended pods hold nothing.
void add_pods(const Json& list, runtime::BoxFacts& box) {
  for (const Json& object : items(at(list, "items"))) {
    const std::string_view phase = text_at(object, {"status", "phase"});
    if (phase == "Succeeded" || phase == "Failed") continue;
    const std::string text =
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"pod"},"spec":)" + scalar_text(at(object, "spec")) + "}";
    config::Loaded loaded = config::load_pods(text, config::Accept::PodAsItIs);
    if (loaded.pods.size() != 1) continue;  // Of an agent of another version.
    runtime::PlacedPod& pod = box.pods.emplace_back(runtime::placed(loaded.pods.front(), false));
    pod.namespace_ = text_at(object, {"metadata", "namespace"});
    pod.name = text_at(object, {"metadata", "name"});
    pod.is_static = text_at(object, {"metadata", "annotations", "kubernetes.io/config.source"}) == "file";
  }
}

runtime::Resources resources(const Json& list) {
  return {amount(list, "cpu", config::QuantityUnit::Milli), amount(list, "memory", config::QuantityUnit::Bytes),
          amount(list, "ephemeral-storage", config::QuantityUnit::Bytes)};
}

void ask_agent(const Options& options, runtime::BoxFacts& box) {
  const ApiClient agent(options.socket_path());
  const auto pods = agent.ask({"GET", "/api/v1/pods", {}, kAsJson, {}});
  if (pods && pods->ok()) add_pods(parse_json(pods->body), box);
  const auto nodes = agent.ask({"GET", "/api/v1/nodes", {}, kAsJson, {}});
  if (!nodes || !nodes->ok()) return;
  const rapidjson::Document list = parse_json(nodes->body);
  for (const Json& node : items(at(list, "items"))) {
    box.node.name = text_at(node, {"metadata", "name"});
    box.node.capacity = resources(at(node, {"status", "capacity"}));
    box.node.allocatable = resources(at(node, {"status", "allocatable"}));
    box.node.max_pods = amount(at(node, {"status", "allocatable"}), "pods", config::QuantityUnit::Bytes);
    box.node.labels.clear();
    const Json& labels = at(node, {"metadata", "labels"});
    if (!labels.IsObject()) continue;
    for (const auto& label : labels.GetObject())
      box.node.labels[std::string(text_of(label.name))] = text_of(label.value);
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
  const runtime::AgentOptions agent = agent_options(options, settings.config);
  box.node.name = agent.node_name;
  box.node.labels = runtime::node_labels(agent.node_name, agent.node_labels);
  box.node.capacity = runtime::node_capacity(agent.paths.lib);
  box.node.allocatable = runtime::minus(box.node.capacity, agent.reserved);
  box.node.max_pods = agent.max_pods;
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
