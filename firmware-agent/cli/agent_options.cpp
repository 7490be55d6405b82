#include "firmware-agent/cli/agent_options.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace peapod::cli {
namespace {

// Node names are lower case, as the kubelet makes them.
std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  std::string text = name.data();
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text.empty() ? "localhost" : text;
}

}  // namespace

runtime::AgentOptions agent_options(const Options& options) {
  runtime::AgentOptions agent;
  agent.paths = options.paths();
  agent.node_name = options.node_name.empty() ? host_name() : options.node_name;
  agent.stop_pods_on_exit = options.on_exit == OnExit::Stop;
  agent.pod_pids_limit = options.pod_pids_limit.value_or(agent.pod_pids_limit);
  agent.log_max_bytes = options.log_max_bytes.value_or(agent.log_max_bytes);
  agent.log_max_files = static_cast<int>(options.log_max_files.value_or(agent.log_max_files));
  agent.watchdog = options.watchdog;
  agent.watchdog_timeout_seconds = static_cast<int>(options.watchdog_timeout.value_or(agent.watchdog_timeout_seconds));
  return agent;
}

}  // namespace peapod::cli
