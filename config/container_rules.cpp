#include <algorithm>

#include "config/names.h"
#include "config/rules.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

void check_port_ref(const Field& field, const PortRef& port, const Container& container) {
  if (port.name.empty()) return;
  std::vector<std::string_view> names;
  for (const ContainerPort& known : container.ports) names.push_back(known.name);
  if (std::ranges::find(names, port.name) != names.end()) return;
  field.invalid("must be the name of a port of this container" + did_you_mean(port.name, names));
}

void check_handler(const Field& field, const Handler& handler, const Container& container) {
  if (handler.http_get) {
    check_port_ref(field.member("httpGet").member("port"), handler.http_get->port, container);
  }
  if (handler.tcp_socket) {
    check_port_ref(field.member("tcpSocket").member("port"), handler.tcp_socket->port, container);
  }
}

void check_hook(const Field& field, const std::optional<Handler>& hook, const Container& container,
                const PodSpec& spec) {
  if (!hook) return;
  check_handler(field, *hook, container);
  if (hook->sleep && hook->sleep->seconds > spec.termination_grace_period_seconds) {
    field.member("sleep").member("seconds").invalid(
        "must be non-negative and less than terminationGracePeriodSeconds (" +
        std::to_string(spec.termination_grace_period_seconds) + ")");
  }
}

// The names that the API takes for Linux (k8s.io/api/core/v1 types.go Signal), sorted as in its answer.
constexpr std::string_view kStopSignals[] = {
    "SIGABRT",     "SIGALRM",     "SIGBUS",      "SIGCHLD",     "SIGCLD",      "SIGCONT",     "SIGFPE",
    "SIGHUP",      "SIGILL",      "SIGINT",      "SIGIO",       "SIGIOT",      "SIGKILL",     "SIGPIPE",
    "SIGPOLL",     "SIGPROF",     "SIGPWR",      "SIGQUIT",     "SIGRTMAX",    "SIGRTMAX-1",  "SIGRTMAX-10",
    "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2",  "SIGRTMAX-3",  "SIGRTMAX-4",
    "SIGRTMAX-5",  "SIGRTMAX-6",  "SIGRTMAX-7",  "SIGRTMAX-8",  "SIGRTMAX-9",  "SIGRTMIN",    "SIGRTMIN+1",
    "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2",
    "SIGRTMIN+3",  "SIGRTMIN+4",  "SIGRTMIN+5",  "SIGRTMIN+6",  "SIGRTMIN+7",  "SIGRTMIN+8",  "SIGRTMIN+9",
    "SIGSEGV",     "SIGSTKFLT",   "SIGSTOP",     "SIGSYS",      "SIGTERM",     "SIGTRAP",     "SIGTSTP",
    "SIGTTIN",     "SIGTTOU",     "SIGURG",      "SIGUSR1",     "SIGUSR2",     "SIGVTALRM",   "SIGWINCH",
    "SIGXCPU",     "SIGXFSZ"};

void check_stop_signal(const Field& field, std::string_view signal, const PodSpec& spec) {
  if (signal.empty()) return;
  if (!spec.os) return field.forbidden("may not be set for containers with empty `spec.os.name`");
  if (!std::ranges::binary_search(kStopSignals, signal)) field.not_supported(kStopSignals);
}

void check_probes(const Field& field, const Container& container) {
  struct Named {
    const char* key;
    const std::optional<Probe>& probe;
    bool restarts;  // A failure of it kills the container.
  };
  const Named probes[] = {{"startupProbe", container.startup_probe, true},
                          {"livenessProbe", container.liveness_probe, true},
                          {"readinessProbe", container.readiness_probe, false}};
  for (const auto& [key, probe, restarts] : probes) {
    if (!probe) continue;
    const Field probe_field = field.member(key);
    check_handler(probe_field, probe->handler, container);
    if (restarts && probe->success_threshold != 1) {
      probe_field.member("successThreshold").invalid("must be 1");
    }
    if (!restarts && probe->termination_grace_period_seconds) {
      probe_field.member("terminationGracePeriodSeconds").invalid("must not be set for readinessProbes");
    }
  }
}

void check_env(const Field& field, const Container& container, const PodSpec& spec) {
  for (std::size_t i = 0; i < container.env.size() && !spec.host_network && !field.full(); ++i) {
    const Box<EnvVarSource>& source = container.env[i].value_from;
    if (!source || !source->field_ref || !source->field_ref->field_path.starts_with("status.podIP")) continue;
    field.item(i)
        .member("valueFrom")
        .member("fieldRef")
        .member("fieldPath")
        .invalid("is not supported yet: without hostNetwork it needs pod networking");
  }
}

void check_volume_mounts(const Field& field, const Container& container, const PodSpec& spec) {
  std::vector<std::string_view> volumes;
  for (const Volume& volume : spec.volumes) volumes.push_back(volume.name);
  std::vector<std::string_view> paths;
  for (std::size_t i = 0; i < container.volume_mounts.size() && !field.full(); ++i) {
    const VolumeMount& mount = container.volume_mounts[i];
    const Field mount_field = field.item(i);
    if (std::ranges::find(paths, mount.mount_path) != paths.end() && !mount.mount_path.empty()) {
      mount_field.member("mountPath").invalid("must be unique");
    }
    paths.push_back(mount.mount_path);
    const bool is_privileged = container.security_context.privileged.value_or(false);
    if (mount.mount_propagation == MountPropagation::Bidirectional && !is_privileged) {
      mount_field.member("mountPropagation")
          .forbidden("Bidirectional mount propagation is available only to privileged containers");
    }
    if (mount.name.empty() || std::ranges::find(volumes, mount.name) != volumes.end()) continue;
    mount_field.member("name").not_found(volumes);
  }
}

// Kubernetes' bounds (pkg/apis/core/validation validateContainerRestartPolicy).
constexpr std::size_t kRestartRulesMax = 20;
constexpr std::size_t kExitCodesMax = 255;

void check_restart_rules(const Field& field, const Container& container) {
  const Field rules = field.member("restartPolicyRules");
  if (container.restart_policy_rules.empty()) return;
  if (!container.restart_policy) {
    field.member("restartPolicy").required("must specify restartPolicy when restart rules are used");
  }
  if (container.restart_policy_rules.size() > kRestartRulesMax) rules.type_invalid("must have at most 20 items");
  for (std::size_t i = 0; i < container.restart_policy_rules.size() && !field.full(); ++i) {
    if (container.restart_policy_rules[i].exit_codes.size() <= kExitCodesMax) continue;
    rules.item(i).member("exitCodes").member("values").type_invalid("must have at most 255 items");
  }
}

// pkg/apis/core/validation validateResizePolicy.
void check_resize_policy(const Field& field, const Container& container, const PodSpec& spec) {
  static constexpr std::string_view kResources[] = {"cpu", "memory"};
  std::vector<std::string_view> seen;
  for (std::size_t i = 0; i < container.resize_policy.size() && !field.full(); ++i) {
    const ContainerResizePolicy& policy = container.resize_policy[i];
    const Field item = field.item(i);
    if (std::ranges::find(kResources, policy.resource_name) == std::end(kResources)) {
      item.member("resourceName").not_supported(kResources);
    }
    check_unique(item.member("resourceName"), policy.resource_name, seen);
    const bool ever_restarts = container.restart_policy.value_or(spec.restart_policy) != RestartPolicy::Never ||
                               container.sidecar || !container.restart_policy_rules.empty();
    if (policy.restart_policy == ResizeRestartPolicy::RestartContainer && !ever_restarts) {
      item.member("restartPolicy").invalid("must be 'NotRequired' when `restartPolicy` is 'Never'");
    }
  }
}

void check_security(const Field& field, const SecurityContext& own, const PodSecurityContext& pods) {
  if (own.allow_privilege_escalation == false && own.privileged.value_or(false)) {
    field.member("securityContext").invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
  }
  const bool non_root = own.run_as_non_root.value_or(pods.run_as_non_root.value_or(false));
  const auto user = own.run_as_user ? own.run_as_user : pods.run_as_user;
  if (non_root && user == 0) {
    field.note("the container will not start: runAsNonRoot is true and runAsUser is 0");
  }
}

}  // namespace

void check_unique(const Field& field, std::string_view name, std::vector<std::string_view>& seen) {
  if (name.empty()) return;
  if (std::ranges::find(seen, name) != seen.end()) field.duplicate();
  seen.push_back(name);
}

void check_container(const Field& field, const Container& container, bool is_init, const PodSpec& spec) {
  check_restart_rules(field, container);
  if (is_init && !container.sidecar) {
    for (const char* key : {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
      const Field forbidden = field.member(key);
      if (forbidden.present() && !forbidden.is_empty()) {
        forbidden.forbidden("may not be set for init containers without restartPolicy=Always");
      }
    }
  }
  check_probes(field, container);
  check_hook(field.member("lifecycle").member("postStart"), container.lifecycle.post_start, container, spec);
  check_hook(field.member("lifecycle").member("preStop"), container.lifecycle.pre_stop, container, spec);
  check_stop_signal(field.member("lifecycle").member("stopSignal"), container.lifecycle.stop_signal, spec);
  check_resize_policy(field.member("resizePolicy"), container, spec);
  check_env(field.member("env"), container, spec);
  check_volume_mounts(field.member("volumeMounts"), container, spec);
  check_security(field, container.security_context, spec.security_context);
  std::vector<std::string_view> port_names;
  for (std::size_t i = 0; i < container.ports.size(); ++i) {
    check_unique(field.member("ports").item(i).member("name"), container.ports[i].name, port_names);
  }
}

}  // namespace peapod::config
