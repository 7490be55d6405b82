#include "firmware-agent/runtime/container_setup.h"

#include "firmware-agent/runtime/environment.h"
#include "firmware-agent/runtime/hosts_file.h"
#include "firmware-agent/runtime/identity.h"
#include "firmware-agent/runtime/pod_volumes.h"
#include "firmware-agent/runtime/qos.h"
#include "platform/launch/signals.h"

namespace peapod::runtime {
namespace {

void describe_root(const ContainerInput& input, platform::RootFilesystem& root) {
  root.target = input.places.root_target;
  if (input.image) {
    root.kind = platform::RootFilesystem::Kind::Overlay;
    root.layers_directory = input.node.images->layers_directory();
    root.layers = input.image->layers;
    root.upper = input.places.upper;
    root.work = input.places.work;
    root.read_only = input.container.security_context.read_only_root_filesystem.value_or(false);
  } else {
    root.kind = platform::RootFilesystem::Kind::Host;
    root.host_submounts = input.node.host_submounts;
    root.host_hidden = {input.node.options.paths.lib};
    root.read_only = true;
  }
}

platform::Mount file_mount(const std::string& source, const std::string& target) {
  return {source, target, false, false};
}

bool mounts_at(const config::Container& container, std::string_view path) {
  for (const config::VolumeMount& mount : container.volume_mounts) {
    if (mount.mount_path == path) return true;
  }
  return false;
}

void describe_mounts(const ContainerInput& input, std::vector<platform::Mount>& mounts) {
  const std::string shm = input.pod.spec.host_ipc ? "/dev/shm" : input.run_directory + "/shm";
  if (!mounts_at(input.container, "/dev/shm")) mounts.push_back({shm, "/dev/shm", false, true});
  for (platform::Mount& mount : volume_mounts(input.pod, input.container, input.run_directory, input.lib_directory)) {
    mounts.push_back(std::move(mount));
  }
  for (const char* name : {"hosts", "hostname", "resolv.conf"}) {
    const std::string target = std::string("/etc/") + name;
    if (!mounts_at(input.container, target)) mounts.push_back(file_mount(input.run_directory + "/" + name, target));
  }
  mounts.push_back(file_mount(input.places.termination_log, input.container.termination_message_path));
}

}  // namespace

int stop_signal(const config::Container& container, const std::optional<platform::Image>& image) {
  constexpr int kSigterm = 15;
  if (const auto own = platform::signal_number(container.lifecycle.stop_signal)) return *own;
  if (!image) return kSigterm;
  return platform::signal_number(image->stop_signal).value_or(kSigterm);
}

std::optional<SetupFailure> describe_container(const ContainerInput& input,
                                               platform::ContainerDescription& description) {
  const config::Container& container = input.container;
  std::string home;
  if (auto failure = choose_credentials(input, description.credentials, home)) return failure;
  describe_root(input, description.root);
  describe_mounts(input, description.mounts);

  ImageDefaults defaults;
  if (input.image) defaults = {input.image->entrypoint, input.image->cmd, input.image->env};
  PodFacts facts;
  facts.node_name = input.node.options.node_name;
  facts.hostname = pod_hostname(input.pod, facts.node_name);
  facts.host_ips = input.node.facts.addresses;
  if (input.pod.spec.host_network) facts.pod_ips = facts.host_ips;
  const Result<Variables> variables = container_variables(input.pod, container, facts);
  if (!variables) return SetupFailure{core::StartFailure::CreateContainerConfigError, variables.error().message()};
  Result<std::vector<std::string>> argv = container_argv(container, defaults, *variables);
  if (!argv) return SetupFailure{core::StartFailure::CreateContainerError, argv.error().message()};
  description.env = environment(defaults, *variables, facts, container.tty, home);
  description.argv = std::move(*argv);
  description.working_dir = !container.working_dir.empty()                     ? container.working_dir
                            : input.image && !input.image->working_dir.empty() ? input.image->working_dir
                                                                               : "/";
  if (input.pod.spec.host_pid) {
    description.pid = platform::ContainerDescription::Pid::Host;
  } else if (input.pod.spec.share_process_namespace.value_or(false)) {
    description.pid = platform::ContainerDescription::Pid::Joined;
  }
  description.oom_score_adj = oom_score_adj(input.pod.spec, container, input.node.facts.capacity.memory_bytes);
  return std::nullopt;
}

}  // namespace peapod::runtime
