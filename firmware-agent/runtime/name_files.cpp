#include "firmware-agent/runtime/name_files.h"

#include "firmware-agent/runtime/hosts_file.h"
#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

constexpr std::size_t kMaxNodeFile = 256 << 10;

Result<void> write(const std::string& path, const std::string& text) {
  const Result<UniqueFd> made = platform::sys::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (!made) return made.error();
  if (Result<void> mode = platform::sys::change_mode(made->get(), 0644); !mode) return mode;
  return text.empty() ? Result<void>() : platform::sys::write_file(path, text);
}

std::string read_or_empty(const std::string& path) {
  Result<std::string> text = platform::sys::read_file(path, kMaxNodeFile);
  return text ? std::move(*text) : std::string();
}

}  // namespace

Result<void> write_name_files(const config::Pod& pod, const std::string& node_name, const std::string& directory) {
  const std::string hostname = pod_hostname(pod, node_name);
  const std::string hosts = pod.spec.host_network
                                ? host_network_hosts_file(read_or_empty("/etc/hosts"), pod.spec.host_aliases)
                                : hosts_file("127.0.0.1", hostname, pod.spec.host_aliases);
  if (Result<void> written = write(directory + "/hosts", hosts); !written) return written;
  if (Result<void> written = write(directory + "/hostname", hostname + "\n"); !written) return written;
  return write(directory + "/resolv.conf", read_or_empty("/etc/resolv.conf"));
}

}  // namespace peapod::runtime
