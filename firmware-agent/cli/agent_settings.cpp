#include "firmware-agent/cli/agent_settings.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "config/diagnostic_text.h"
#include "config/quantity.h"
#include "config/text_file.h"
#include "firmware-agent/cli/color.h"
#include "platform/sys/file.h"

namespace peapod::cli {
namespace {

namespace sys = platform::sys;

// Node names are lower case, as the kubelet makes them.
std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  std::string text = name.data();
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text.empty() ? "localhost" : text;
}

AgentSettings default_settings(const Options& options) {
  const runtime::Paths paths = options.paths();
  AgentSettings settings;
  config::AgentConfig& config = settings.config;
  config.node_name = host_name();
  config.static_pod_path = paths.manifests;
  config.images_path = paths.images;
  config.pod_logs_dir = paths.log;
  config.run_path = paths.run;
  config.state_path = paths.lib;
  config.socket_path = paths.socket;
  for (const std::string_view name : config::setting_names()) settings.origins[std::string(name)] = "default";
  return settings;
}

bool complain(const std::string& file, int error, Tell tell) {
  if (tell == Tell::Mistakes) std::fprintf(stderr, "error: %s: %s\n", file.c_str(), std::strerror(error));
  return false;
}

bool read_file(const std::string& path, const Options& options, Tell tell, AgentSettings& settings) {
  const config::TextFile file = config::read_text_file(path);
  if (file.error != 0) return complain(path, file.error, tell);
  config::AgentConfigText read = config::read_agent_config(file.text, settings.config);
  const bool good = read.diagnostics.empty();
  read.diagnostics.insert(read.diagnostics.end(), read.notes.begin(), read.notes.end());
  if (tell == Tell::Mistakes) {
    std::string text;
    config::append_text(text, read.diagnostics, path, file.text, use_color(options.color, STDERR_FILENO));
    std::fputs(text.c_str(), stderr);
  }
  for (const config::AgentConfigText::Setting& setting : read.settings) {
    std::string& origin = settings.origins[setting.name];
    const std::string here = path + ":" + std::to_string(setting.position.line);
    const bool adds = setting.name == "nodeLabels" && origin != "default";
    origin = adds ? origin + ", " + here : here;
  }
  return good;
}

// The drop-ins that there are, by name.
bool list_drop_ins(const std::string& directory, Tell tell, std::vector<std::string>& paths) {
  const Result<UniqueFd> opened = sys::open(directory, O_RDONLY | O_DIRECTORY);
  if (!opened) return opened.error().code == ENOENT || complain(directory, opened.error().code, tell);
  const Result<void> listed = sys::each_entry(opened->get(), [&](std::string_view name, unsigned char) -> Result<void> {
    if (name.starts_with('.') || !name.ends_with(".yaml")) return {};
    if (paths.size() == kDropInsMax) return Error{E2BIG, "drop-ins"};
    paths.push_back(directory + "/" + std::string(name));
    return {};
  });
  if (!listed) return complain(directory, listed.error().code, tell);
  std::sort(paths.begin(), paths.end());
  return true;
}

bool read_files(const Options& options, Tell tell, AgentSettings& settings) {
  const bool is_given = !options.config_file.empty();
  const std::string main_file = is_given ? options.config_file : options.paths().config;
  std::vector<std::string> paths;
  if (!list_drop_ins(main_file + ".d", tell, paths)) return false;
  if (is_given || ::access(main_file.c_str(), F_OK) == 0 || errno != ENOENT) paths.insert(paths.begin(), main_file);
  bool good = true;
  for (const std::string& path : paths) good = read_file(path, options, tell, settings) && good;
  return good;
}

void apply_options(const Options& options, AgentSettings& settings) {
  config::AgentConfig& config = settings.config;
  const auto set = [&](const char* name, const char* option, auto& out, const auto& value) {
    out = static_cast<std::remove_reference_t<decltype(out)>>(value);
    settings.origins[name] = option;
  };
  if (!options.node_name.empty()) set("nodeName", "--node-name", config.node_name, options.node_name);
  if (!options.socket.empty()) set("socketPath", "--socket", config.socket_path, options.socket);
  if (!options.watchdog.empty()) set("watchdog", "--watchdog", config.watchdog, options.watchdog);
  if (options.on_exit) set("onExit", "--on-exit", config.on_exit, *options.on_exit);
  if (options.pod_pids_limit) {
    set("podPidsLimit", "--pod-pids-limit", config.pod_pids_limit, *options.pod_pids_limit);
  }
  if (options.log_max_bytes) {
    const std::string bytes = std::to_string(*options.log_max_bytes);
    set("containerLogMaxSize", "--container-log-max-size", config.container_log_max_size,
        config::parse_quantity(bytes, config::QuantityUnit::Bytes).quantity);
  }
  if (options.log_max_files) {
    set("containerLogMaxFiles", "--container-log-max-files", config.container_log_max_files, *options.log_max_files);
  }
  if (options.watchdog_timeout) {
    set("watchdogTimeoutSeconds", "--watchdog-timeout", config.watchdog_timeout_seconds, *options.watchdog_timeout);
  }
}

}  // namespace

AgentSettings agent_settings(const Options& options, Tell tell) {
  AgentSettings settings = default_settings(options);
  settings.good = read_files(options, tell, settings);
  apply_options(options, settings);
  return settings;
}

runtime::AgentOptions agent_options(const Options& options, const config::AgentConfig& config) {
  runtime::AgentOptions agent;
  agent.paths = options.paths();
  agent.paths.manifests = config.static_pod_path;
  agent.paths.images = config.images_path;
  agent.paths.log = config.pod_logs_dir;
  agent.paths.run = config.run_path;
  agent.paths.lib = config.state_path;
  agent.paths.socket = config.socket_path;
  agent.node_name = config.node_name;
  agent.node_labels = config.node_labels;
  agent.stop_pods_on_exit = config.on_exit == config::OnExit::Stop;
  agent.backoff_max = config.crash_loop_back_off.max_container_restart_period.ms;
  agent.max_pods = config.max_pods;
  agent.reserved = runtime::plus(runtime::amounts(config.system_reserved), runtime::amounts(config.kube_reserved));
  agent.enforce_allocatable = config.enforce_node_allocatable;
  agent.enforcement = {
      .cpu_quota = config.cpu_cfs_quota,
      .cpu_period_us = config.cpu_cfs_quota_period.ms * 1000,
      .oom_group = !config.single_process_oom_kill,
      .pod_pids = std::max<std::int64_t>(config.pod_pids_limit, 0),
      .memory_throttling = config.memory_throttling_factor.thousandths,
      .reserve_memory = config.memory_reservation_policy == config::MemoryReservationPolicy::TieredReservation};
  agent.log_max_bytes = config.container_log_max_size.value;
  agent.log_max_files = config.container_log_max_files;
  agent.watchdog = config.watchdog;
  agent.watchdog_timeout_seconds = config.watchdog_timeout_seconds;
  agent.reboot_allowed = config.reboot.allow;
  agent.reboot_command =
      config.reboot.command.empty() ? std::vector<std::string>{"/sbin/reboot"} : config.reboot.command;
  return agent;
}

}  // namespace peapod::cli
