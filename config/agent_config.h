#pragma once

// The settings of the agent (kind: AgentConfig), with the names of KubeletConfiguration (kubelet.config.k8s.io/v1beta1)
// where it has them. Several files are read one after the other, each over what is there. Defaults that depend on the
// box, its paths and its name, are set by who reads.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"
#include "config/duration.h"
#include "config/object_meta.h"
#include "config/resources.h"
#include "config/schema/schema.h"

namespace peapod::config {

enum class OnExit : std::uint8_t { Leave, Stop };
enum class MemoryReservationPolicy : std::uint8_t { None, TieredReservation };

// A number between 0 and 1.
struct Factor {
  std::int32_t thousandths = 0;

  bool operator==(const Factor&) const = default;
};

struct CrashLoopBackOff {
  Duration max_container_restart_period{300'000};  // 1 s to 300 s.
};

// What containers that fail, or a boot that does not complete, may do to the box.
struct RebootSettings {
  bool allow = false;
  std::vector<std::string> command;  // Empty: /sbin/reboot.
};

struct AgentConfig {
  std::string node_name;
  Labels node_labels;  // Those of several files together.
  std::string static_pod_path;
  std::string images_path;
  std::string pod_logs_dir;
  std::string run_path;
  std::string state_path;
  std::string socket_path;
  std::int32_t max_pods = 110;         // Above 0.
  std::int64_t pod_pids_limit = 1024;  // 0 and -1: no limit.
  ResourceList system_reserved;        // Together with the next: not for pods.
  ResourceList kube_reserved;
  bool enforce_node_allocatable = true;  // Pods together get no more than is not reserved.
  bool cpu_cfs_quota = true;             // CPU limits are enforced.
  Duration cpu_cfs_quota_period{100};    // 1 ms to 1 s.
  bool single_process_oom_kill = false;  // Out of memory: one process is killed, not the whole container.
  Factor memory_throttling_factor;       // 0: memory is not throttled.
  MemoryReservationPolicy memory_reservation_policy = MemoryReservationPolicy::None;
  Quantity container_log_max_size{"1Mi", 1 << 20};  // Above 0.
  std::int32_t container_log_max_files = 2;         // The current one included.
  CrashLoopBackOff crash_loop_back_off;
  OnExit on_exit = OnExit::Leave;
  std::string watchdog;  // A device, "auto", or empty: none.
  std::int32_t watchdog_timeout_seconds = 60;
  RebootSettings reboot;
};

struct AgentConfigText {
  struct Setting {
    std::string name;   // "podPidsLimit"
    Position position;  // Of its key.
  };
  std::vector<Setting> settings;  // What the text sets, in its order.
  Diagnostics diagnostics;        // Every mistake, in the order of the lines; what is in `config` is of no use then.
  Diagnostics notes;
};

// Reads one document over `config`; an empty text sets nothing. Neither logs nor exits.
AgentConfigText read_agent_config(std::string_view text, AgentConfig& config);

// The settings as compact JSON, or one of them.
std::string agent_config_to_json(const AgentConfig& config);
std::string setting_to_json(const AgentConfig& config, std::string_view name);

// The names of all settings, in the order they are printed.
std::vector<std::string_view> setting_names();

namespace schema {
extern const Type kAgentConfig;  // Of AgentConfig.
}  // namespace schema

}  // namespace peapod::config
