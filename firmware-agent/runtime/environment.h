#pragma once

// What a container's process is started with: its environment and its argv, from image and manifest. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "config/pod_spec.h"
#include "platform/sys/result.h"

namespace peapod::runtime {

// What the box knows about itself and the pod.
struct PodFacts {
  std::string node_name;
  std::string hostname;               // In the pod.
  std::vector<std::string> host_ips;  // The main one first.
  std::vector<std::string> pod_ips;
};

struct ImageDefaults {
  std::vector<std::string> entrypoint;
  std::vector<std::string> cmd;
  std::vector<std::string> env;  // NAME=value.
};

// The container's own variables, in the order of their first mention: literal values expanded, fieldRef
// values looked up (kubelet_pods.go makeEnvironmentVariables). Errors: a field that cannot be referred to, a
// value with a NUL in it.
struct Variable {
  std::string name;
  std::string value;
};
using Variables = std::vector<Variable>;
Result<Variables> container_variables(const config::Pod& pod, const config::Container& container,
                                      const PodFacts& facts);

// NAME=value as for execve: PATH (when nobody sets one) and HOSTNAME, TERM for a tty, then the image's, then
// the container's, and HOME when nobody sets it. Later ones replace earlier ones. An entry of the image
// without a name is left out.
std::vector<std::string> environment(const ImageDefaults& image, const Variables& variables, const PodFacts& facts,
                                     bool tty, std::string_view home);

// command replaces ENTRYPOINT and drops CMD, args replace CMD; both expanded. Error: nothing to run.
Result<std::vector<std::string>> container_argv(const config::Container& container, const ImageDefaults& image,
                                                const Variables& variables);

// The command of an exec probe or hook. $(VAR) is taken from the values as they are written in the manifest,
// not from expanded ones, and a fieldRef gives nothing (kubelet container/helpers.go
// ExpandContainerCommandOnlyStatic).
std::vector<std::string> exec_argv(const config::ExecAction& exec, const config::Container& container);

// The value of a fieldRef in an environment variable. Error: not one of the fields that Kubernetes allows
// there.
Result<std::string> field_value(const config::Pod& pod, std::string_view field_path, const PodFacts& facts);

}  // namespace peapod::runtime
