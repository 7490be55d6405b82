#include "firmware-agent/runtime/identity.h"

#include <algorithm>

namespace peapod::runtime {
namespace {

SetupFailure config_error(std::string message) {
  return {core::StartFailure::CreateContainerConfigError, std::move(message)};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

template <class T>
std::optional<T> either(const std::optional<T>& container, const std::optional<T>& pod) {
  return container ? container : pod;
}

std::string who(const ContainerInput& input) {
  const config::ObjectMeta& metadata = input.pod.metadata;
  return " (pod: \"" + metadata.name + "_" + metadata.namespace_ + "(" + metadata.uid +
         ")\", container: " + input.container.name + ")";
}

std::optional<SetupFailure> check_non_root(const ContainerInput& input, std::string_view image_user, bool user_given,
                                           std::uint32_t uid) {
  const std::string_view user = image_user.substr(0, image_user.find(':'));
  if (user_given) {
    if (uid == 0) return config_error("container's runAsUser breaks non-root policy" + who(input));
  } else if (!user.empty() && !is_number(user)) {
    return config_error("container has runAsNonRoot and image has non-numeric user (" + std::string(user) +
                        "), cannot verify user is non-root" + who(input));
  } else if (uid == 0) {
    return config_error("container has runAsNonRoot and image will run as root" + who(input));
  }
  return std::nullopt;
}

}  // namespace

std::optional<SetupFailure> choose_capabilities(const config::SecurityContext& context, std::uint64_t& mask) {
  const auto has_all = [](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), "ALL") != names.end();
  };
  mask = platform::default_capabilities();
  if (!context.capabilities) return std::nullopt;
  const auto& [add, drop] = *context.capabilities;
  if (has_all(add)) mask = *platform::capability_mask("ALL");
  if (has_all(drop)) mask = 0;
  for (const auto* list : {&add, &drop}) {
    for (const std::string& capability : *list) {
      if (capability == "ALL") continue;
      const std::optional<std::uint64_t> bit = platform::capability_mask(capability);
      if (!bit) return config_error("unknown capability \"" + capability + "\" in securityContext.capabilities");
      mask = list == &add ? mask | *bit : mask & ~*bit;
    }
  }
  return std::nullopt;
}

std::optional<SetupFailure> choose_credentials(const ContainerInput& input, platform::Credentials& credentials,
                                               std::string& home) {
  const config::SecurityContext& own = input.container.security_context;
  const config::PodSecurityContext& pod = input.pod.spec.security_context;
  const std::string image_user = input.image ? input.image->user : std::string();
  const std::optional<std::int64_t> run_as_user = either(own.run_as_user, pod.run_as_user);

  const std::string user = run_as_user ? std::to_string(*run_as_user) : image_user;
  const std::string layers_directory = input.image ? input.node.images->layers_directory() : "/";
  const std::vector<std::string> layers = input.image ? input.image->layers : std::vector<std::string>{"."};
  Result<platform::ImageUser> found = platform::resolve_user(layers_directory, layers, user.empty() ? "0" : user);
  if (!found) return config_error(found.error().message());

  if (either(own.run_as_non_root, pod.run_as_non_root).value_or(false)) {
    if (auto refused = check_non_root(input, image_user, run_as_user.has_value(), found->uid)) return refused;
  }
  credentials.uid = found->uid;
  credentials.gid = found->gid;
  if (auto group = either(own.run_as_group, pod.run_as_group)) credentials.gid = static_cast<std::uint32_t>(*group);
  // The primary group is among them too: a group that is denied something stays denied after setgid() (CVE-2023-25173).
  credentials.groups = {credentials.gid};
  for (std::uint32_t group : found->groups) {
    if (group != credentials.gid) credentials.groups.push_back(group);
  }
  for (std::int64_t group : pod.supplemental_groups) credentials.groups.push_back(static_cast<std::uint32_t>(group));
  if (pod.fs_group) credentials.groups.push_back(static_cast<std::uint32_t>(*pod.fs_group));
  credentials.no_new_privs = !own.allow_privilege_escalation.value_or(true);
  home = found->home;
  return choose_capabilities(own, credentials.capabilities);
}

}  // namespace peapod::runtime
