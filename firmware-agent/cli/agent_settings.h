#pragma once

// The agent's settings and where each comes from: defaults, then agent.yaml, then agent.yaml.d/*.yaml in the order of
// their names, then options of the command line.

#include <map>
#include <string>
#include <string_view>

#include "config/agent_config.h"
#include "firmware-agent/cli/options.h"
#include "firmware-agent/runtime/node.h"

namespace peapod::cli {

inline constexpr std::size_t kDropInsMax = 64;

struct AgentSettings {
  config::AgentConfig config;
  // By the setting's name: "default", "/etc/peapod/agent.yaml:3" or "--pod-pids-limit".
  std::map<std::string, std::string, std::less<>> origins;
  bool good = true;  // False when a file has a mistake or cannot be read.
};

enum class Tell : std::uint8_t { Mistakes, Nothing };

// Says every mistake on stderr, unless nothing is told. That there is no file is a mistake only of --config.
AgentSettings agent_settings(const Options& options, Tell tell = Tell::Mistakes);

runtime::AgentOptions agent_options(const Options& options, const config::AgentConfig& config);

}  // namespace peapod::cli
