#include "firmware-agent/runtime/environment.h"

#include <algorithm>
#include <cerrno>
#include <optional>

#include "config/expansion.h"

namespace peapod::runtime {
namespace {

// containerd's pkg/oci/spec.go defaultUnixEnv, and runc's.
constexpr std::string_view kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

void set(Variables& variables, std::string_view name, std::string value) {
  const auto same = [&](const Variable& variable) { return variable.name == name; };
  const auto known = std::find_if(variables.begin(), variables.end(), same);
  if (known == variables.end()) {
    variables.push_back({std::string(name), std::move(value)});
  } else {
    known->value = std::move(value);
  }
}

config::Lookup lookup_in(const Variables& variables) {
  return [&variables](std::string_view name) -> std::optional<std::string> {
    for (const Variable& variable : variables) {
      if (variable.name == name) return variable.value;
    }
    return std::nullopt;
  };
}

// The key of "metadata.labels['app']" for what = "metadata.labels".
std::optional<std::string> subscript(std::string_view path, std::string_view what) {
  if (!path.starts_with(what)) return std::nullopt;
  path.remove_prefix(what.size());
  if (path.size() <= 4 || !path.starts_with("['") || !path.ends_with("']")) return std::nullopt;
  return std::string(path.substr(2, path.size() - 4));
}

std::string value_or_empty(const config::Labels& labels, const std::string& key) {
  const auto found = labels.find(key);
  return found == labels.end() ? std::string() : found->second;
}

std::string first(const std::vector<std::string>& addresses) {
  return addresses.empty() ? std::string() : addresses.front();
}

std::string joined(const std::vector<std::string>& addresses) {
  std::string text;
  for (const std::string& address : addresses) text += (text.empty() ? "" : ",") + address;
  return text;
}

}  // namespace

Result<std::string> field_value(const config::Pod& pod, std::string_view path, const PodFacts& facts) {
  if (path == "metadata.name") return pod.metadata.name;
  if (path == "metadata.namespace") return pod.metadata.namespace_;
  if (path == "metadata.uid") return pod.metadata.uid;
  if (path == "spec.nodeName") return facts.node_name;
  if (path == "spec.serviceAccountName") return std::string();  // There are no accounts.
  if (path == "status.hostIP") return first(facts.host_ips);
  if (path == "status.hostIPs") return joined(facts.host_ips);
  if (path == "status.podIP") return first(facts.pod_ips);
  if (path == "status.podIPs") return joined(facts.pod_ips);
  if (const auto key = subscript(path, "metadata.labels")) return value_or_empty(pod.metadata.labels, *key);
  if (const auto key = subscript(path, "metadata.annotations")) return value_or_empty(pod.metadata.annotations, *key);
  return Error{0, "unsupported fieldPath: " + std::string(path)};
}

Result<Variables> container_variables(const config::Pod& pod, const config::Container& container,
                                      const PodFacts& facts) {
  Variables variables;
  for (const config::EnvVar& env : container.env) {
    std::string value;
    if (env.value_from && env.value_from->field_ref) {
      Result<std::string> field = field_value(pod, env.value_from->field_ref->field_path, facts);
      if (!field) return std::move(field.error()).within("env " + env.name);
      value = *std::move(field);
    } else {
      value = config::expand(env.value, lookup_in(variables));
    }
    if (value.find('\0') != std::string::npos) return Error{EINVAL, "env " + env.name + ": holds a NUL byte"};
    set(variables, env.name, std::move(value));
  }
  return variables;
}

std::vector<std::string> environment(const ImageDefaults& image, const Variables& variables, const PodFacts& facts,
                                     bool tty, std::string_view home) {
  Variables all;
  set(all, "PATH", std::string(kDefaultPath));
  set(all, "HOSTNAME", facts.hostname);
  if (tty) set(all, "TERM", "xterm");
  for (const std::string& entry : image.env) {
    const std::size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string::npos) continue;
    set(all, std::string_view(entry).substr(0, equals), entry.substr(equals + 1));
  }
  for (const Variable& variable : variables) set(all, variable.name, variable.value);
  if (!home.empty() && !lookup_in(all)("HOME")) set(all, "HOME", std::string(home));

  std::vector<std::string> entries;
  entries.reserve(all.size());
  for (const Variable& variable : all) entries.push_back(variable.name + "=" + variable.value);
  return entries;
}

Result<std::vector<std::string>> container_argv(const config::Container& container, const ImageDefaults& image,
                                                const Variables& variables) {
  std::vector<std::string> argv;
  const auto add_expanded = [&](const std::vector<std::string>& words) {
    for (const std::string& word : words) argv.push_back(config::expand(word, lookup_in(variables)));
  };
  if (!container.command.empty()) {
    add_expanded(container.command);
  } else {
    argv = image.entrypoint;
  }
  if (!container.args.empty()) {
    add_expanded(container.args);
  } else if (container.command.empty()) {
    argv.insert(argv.end(), image.cmd.begin(), image.cmd.end());
  }
  if (argv.empty() || argv[0].empty()) {
    return Error{0, "no command specified: the image has no ENTRYPOINT or CMD, and the container no command"};
  }
  return argv;
}

std::vector<std::string> exec_argv(const config::ExecAction& exec, const config::Container& container) {
  Variables written;
  for (const config::EnvVar& env : container.env) set(written, env.name, env.value);
  std::vector<std::string> argv;
  for (const std::string& word : exec.command) argv.push_back(config::expand(word, lookup_in(written)));
  return argv;
}

}  // namespace peapod::runtime
