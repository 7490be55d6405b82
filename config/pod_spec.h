#pragma once

// What a v1 Pod manifest means, as plain structs. Defaults are the member initialisers (Kubernetes 1.36,
// pkg/apis/core/v1/defaults.go); a field that is not here is refused by the reader with its reason. The
// structs hold no position and no YAML: a Pod is the same whether it came from a file or from the API.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace peapod::config {

using Labels = std::map<std::string, std::string>;

struct ObjectMeta {
  std::string name;
  std::string namespace_ = "default";
  std::string uid;  // Empty unless the manifest gives one; the agent assigns it.
  Labels labels;
  Labels annotations;
};

// An amount as Kubernetes writes it ("500m", "64Mi"): the text is kept for output, the value for use.
struct Quantity {
  std::string text;        // Canonical, as Kubernetes prints it: "1024Mi" is "1Gi", "0.5" is "500m".
  std::int64_t value = 0;  // Milli-cores for cpu, bytes for everything else; rounded up.
};

struct ResourceList {
  std::optional<Quantity> cpu;     // Milli-cores.
  std::optional<Quantity> memory;  // Bytes.
};

struct ResourceRequirements {
  ResourceList limits;
  ResourceList requests;  // Defaulted from limits where a limit is given.
};

struct EnvVar {
  std::string name;
  std::string value;  // As written: "$(X)" is expanded at launch (config/expansion.h).
  enum class Source : std::uint8_t { Value, FieldRef } source = Source::Value;
  std::string field_path;  // For FieldRef, e.g. "metadata.name".
};

enum class Protocol : std::uint8_t { Tcp, Udp, Sctp };

struct ContainerPort {
  std::string name;
  std::int32_t container_port = 0;  // 1..65535.
  Protocol protocol = Protocol::Tcp;
  std::int32_t host_port = 0;  // Set only with hostNetwork, where it equals container_port.
};

// A port by number or by the name of a containerPort; validation has made sure that the name exists.
struct PortRef {
  std::int32_t number = 0;  // 0 when the name is used.
  std::string name;
};

struct HttpHeader {
  std::string name;
  std::string value;
};

struct ExecAction {
  std::vector<std::string> command;
};

struct HttpGetAction {
  std::string path = "/";
  PortRef port;
  std::string host;  // Empty: the pod itself.
  std::vector<HttpHeader> headers;
};

struct TcpSocketAction {
  PortRef port;
  std::string host;  // Empty: the pod itself.
};

struct SleepAction {
  std::int64_t seconds = 0;
};

// Exactly one member is set.
struct Handler {
  std::optional<ExecAction> exec;
  std::optional<HttpGetAction> http_get;
  std::optional<TcpSocketAction> tcp_socket;  // Probes only.
  std::optional<SleepAction> sleep;           // Hooks only.
};

struct Probe {
  Handler handler;
  std::int32_t initial_delay_seconds = 0;
  std::int32_t timeout_seconds = 1;
  std::int32_t period_seconds = 10;
  std::int32_t success_threshold = 1;
  std::int32_t failure_threshold = 3;
  std::optional<std::int64_t> termination_grace_period_seconds;
};

struct Lifecycle {
  std::optional<Handler> post_start;
  std::optional<Handler> pre_stop;
};

struct VolumeMount {
  std::string name;
  std::string mount_path;
  bool read_only = false;
};

struct SecurityContext {
  std::optional<std::int64_t> run_as_user;   // 0..2^31-1.
  std::optional<std::int64_t> run_as_group;  // 0..2^31-1.
  std::optional<bool> run_as_non_root;
  bool read_only_root_filesystem = false;
  std::optional<bool> allow_privilege_escalation;  // Unset: allowed, as in Kubernetes.
  std::vector<std::string> capabilities_add;       // "NET_ADMIN", "ALL"; without CAP_.
  std::vector<std::string> capabilities_drop;
  std::optional<bool> privileged;   // Only false is accepted; kept for output.
  bool seccomp_unconfined = false;  // seccompProfile was given; kept for output.
};

struct PodSecurityContext {
  std::optional<std::int64_t> run_as_user;
  std::optional<std::int64_t> run_as_group;
  std::optional<bool> run_as_non_root;
  std::vector<std::int64_t> supplemental_groups;
  std::optional<std::int64_t> fs_group;  // Applied to emptyDir volumes.
  bool seccomp_unconfined = false;       // seccompProfile was given; kept for output.
};

enum class PullPolicy : std::uint8_t { Always, IfNotPresent, Never };
enum class RestartPolicy : std::uint8_t { Always, OnFailure, Never };
// There is no cluster DNS: both mean the resolv.conf of the box.
enum class DnsPolicy : std::uint8_t { ClusterFirst, Default };
enum class TerminationMessagePolicy : std::uint8_t { File, FallbackToLogsOnError };

struct Container {
  std::string name;
  std::string image;
  PullPolicy image_pull_policy = PullPolicy::IfNotPresent;  // The reader sets Always for :latest or no tag.
  std::vector<std::string> command;
  std::vector<std::string> args;
  std::string working_dir;
  std::vector<ContainerPort> ports;
  std::vector<EnvVar> env;
  ResourceRequirements resources;
  std::vector<VolumeMount> volume_mounts;
  std::optional<Probe> startup_probe;
  std::optional<Probe> liveness_probe;
  std::optional<Probe> readiness_probe;
  Lifecycle lifecycle;
  std::string termination_message_path = "/dev/termination-log";
  TerminationMessagePolicy termination_message_policy = TerminationMessagePolicy::File;
  SecurityContext security_context;
  bool stdin_open = false;
  bool stdin_once = false;
  bool tty = false;
  bool sidecar = false;  // An init container with restartPolicy Always.
};

struct EmptyDir {
  bool memory = false;                 // medium: Memory.
  std::optional<Quantity> size_limit;  // Bytes.
};

enum class HostPathType : std::uint8_t {
  Unset,
  DirectoryOrCreate,
  Directory,
  FileOrCreate,
  File,
  Socket,
  CharDevice,
  BlockDevice
};

struct HostPath {
  std::string path;
  HostPathType type = HostPathType::Unset;
};

// Exactly one source is set.
struct Volume {
  std::string name;
  std::optional<EmptyDir> empty_dir;
  std::optional<HostPath> host_path;
};

struct HostAlias {
  std::string ip;
  std::vector<std::string> hostnames;
};

struct PodSpec {
  std::vector<Container> init_containers;
  std::vector<Container> containers;
  std::vector<Volume> volumes;
  RestartPolicy restart_policy = RestartPolicy::Always;
  std::int64_t termination_grace_period_seconds = 30;
  std::optional<std::int64_t> active_deadline_seconds;
  DnsPolicy dns_policy = DnsPolicy::ClusterFirst;
  bool host_network = false;
  bool host_pid = false;
  bool host_ipc = false;
  bool share_process_namespace = false;
  std::string hostname;
  std::string node_name;             // Empty, or the name of this node.
  std::string service_account_name;  // Empty or "default": no tokens are issued on one box.
  Labels node_selector;
  std::vector<HostAlias> host_aliases;
  bool enable_service_links = true;  // No Service exists on one box: nothing to inject either way.
  PodSecurityContext security_context;
};

struct Pod {
  ObjectMeta metadata;
  PodSpec spec;
};

}  // namespace peapod::config
