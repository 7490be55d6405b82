#pragma once

// One container of a pod.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/env.h"
#include "config/probe.h"
#include "config/resources.h"
#include "config/security_context.h"
#include "config/volume.h"

namespace peapod::config {

enum class Protocol : std::uint8_t { Tcp, Udp, Sctp };

struct ContainerPort {
  std::string name;
  std::int32_t container_port = 0;  // 1..65535.
  Protocol protocol = Protocol::Tcp;
  std::int32_t host_port = 0;  // Set only with hostNetwork, where it equals container_port.
  std::string host_ip;
};

enum class PullPolicy : std::uint8_t { Always, IfNotPresent, Never };
enum class RestartPolicy : std::uint8_t { Always, OnFailure, Never };
enum class TerminationMessagePolicy : std::uint8_t { File, FallbackToLogsOnError };

enum class RestartRuleAction : std::uint8_t { Restart, RestartAllContainers };
enum class ExitCodesOperator : std::uint8_t { In, NotIn };

struct RestartRule {
  std::optional<RestartRuleAction> action;               // Required.
  std::optional<ExitCodesOperator> exit_codes_operator;  // Required.
  std::vector<std::int32_t> exit_codes;                  // 0..255.
};

struct Container {
  std::string name;
  std::string image;
  PullPolicy image_pull_policy = PullPolicy::IfNotPresent;  // The reader sets Always for :latest or no tag.
  std::vector<std::string> command;
  std::vector<std::string> args;
  std::string working_dir;
  std::vector<ContainerPort> ports;
  std::vector<EnvFromSource> env_from;
  std::vector<EnvVar> env;
  ResourceRequirements resources;
  std::vector<ContainerResizePolicy> resize_policy;
  std::optional<RestartPolicy> restart_policy;  // Unset: the pod's.
  std::vector<RestartRule> restart_policy_rules;
  std::vector<VolumeMount> volume_mounts;
  std::optional<Probe> startup_probe;
  std::optional<Probe> liveness_probe;
  std::optional<Probe> readiness_probe;
  Lifecycle lifecycle;
  std::string termination_message_path = "/dev/termination-log";
  TerminationMessagePolicy termination_message_policy = TerminationMessagePolicy::File;
  SecurityContext security_context;
  bool stdin_open = false;  // `stdin`, which C libraries define as a macro.
  bool stdin_once = false;
  bool tty = false;
  bool sidecar = false;               // An init container with restartPolicy Always; set by the rules of the pod.
  std::string target_container_name;  // Ephemeral containers only.
};

}  // namespace peapod::config
