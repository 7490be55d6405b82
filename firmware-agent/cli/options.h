#pragma once

// What a command line says, after parsing: one struct for all commands, of which each reads its part.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/agent_config.h"
#include "firmware-agent/runtime/paths.h"

namespace peapod::cli {

enum class ColorWish : std::uint8_t { Auto, Always, Never };

struct Options {
  // Where the agent is.
  std::string root;
  std::string socket;
  std::string config_file;
  std::string configured_socket;  // Of the settings; empty: the root's.
  // Which objects.
  std::string namespace_ = "default";
  bool namespace_given = false;
  bool all_namespaces = false;
  std::string selector;
  std::string field_selector;
  std::vector<std::string> files;
  std::string for_object;
  // How they are shown.
  std::string output;  // "", "wide", "yaml", "json" or "name".
  bool watch = false;
  bool no_headers = false;
  ColorWish color = ColorWish::Auto;
  // Check.
  bool print = false;
  bool against_node = false;
  // Explain.
  bool recursive = false;
  // Logs and exec.
  std::string container;
  bool follow = false;
  bool previous = false;
  bool timestamps = false;
  std::optional<std::int64_t> tail;
  std::optional<std::int64_t> since_seconds;
  bool stdin_open = false;
  bool tty = false;
  // Deletion.
  std::optional<std::int64_t> grace_period;  // Seconds.
  bool force = false;
  bool now = false;
  bool wait = true;
  // The agent.
  std::string node_name;
  std::optional<config::OnExit> on_exit;
  std::optional<std::int64_t> pod_pids_limit;
  std::optional<std::int64_t> log_max_bytes;
  std::optional<std::int64_t> log_max_files;
  std::string watchdog;
  std::optional<std::int64_t> watchdog_timeout;  // Seconds.

  bool help = false;

  runtime::Paths paths() const { return runtime::Paths::choose(root); }
  std::string socket_path() const {
    if (!socket.empty()) return socket;
    return configured_socket.empty() ? paths().socket : configured_socket;
  }
};

struct Arguments {
  Options options;
  std::vector<std::string> words;    // What is left: names, kinds.
  std::vector<std::string> command;  // After "--", for exec.
};

}  // namespace peapod::cli
