#include "firmware-agent/runtime/hosts_file.h"

namespace peapod::runtime {
namespace {

constexpr std::size_t kHostnameMax = 63;  // One DNS label.

constexpr std::string_view kFixedLines =
    "# Kubernetes-managed hosts file.\n"
    "127.0.0.1\tlocalhost\n"
    "::1\tlocalhost ip6-localhost ip6-loopback\n"
    "fe00::0\tip6-localnet\n"
    "fe00::0\tip6-mcastprefix\n"
    "fe00::1\tip6-allnodes\n"
    "fe00::2\tip6-allrouters\n";

void append_aliases(std::string& text, const std::vector<config::HostAlias>& aliases) {
  if (aliases.empty()) return;
  text += "\n# Entries added by HostAliases.\n";
  for (const config::HostAlias& alias : aliases) {
    text += alias.ip;
    for (const std::string& hostname : alias.hostnames) text += "\t" + hostname;
    text += "\n";
  }
}

}  // namespace

std::string pod_hostname(const config::Pod& pod, std::string_view node_name) {
  if (pod.spec.host_network) return std::string(node_name);
  std::string name = pod.spec.hostname.empty() ? pod.metadata.name : pod.spec.hostname;
  if (name.size() > kHostnameMax) name.resize(kHostnameMax);
  while (!name.empty() && (name.back() == '-' || name.back() == '.')) name.pop_back();
  return name;
}

std::string hosts_file(std::string_view ip, std::string_view hostname, const std::vector<config::HostAlias>& aliases) {
  std::string text(kFixedLines);
  text.append(ip).append("\t").append(hostname).append("\n");
  append_aliases(text, aliases);
  return text;
}

std::string host_network_hosts_file(std::string_view node_file, const std::vector<config::HostAlias>& aliases) {
  std::string text = "# Kubernetes-managed hosts file (host network).\n";
  text.append(node_file);
  append_aliases(text, aliases);
  return text;
}

}  // namespace peapod::runtime
