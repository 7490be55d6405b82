#include "firmware-agent/runtime/node_capacity.h"

#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <unistd.h>

namespace peapod::runtime {
namespace {

// 0 when there is not even a root.
std::int64_t file_system_bytes(std::string directory) {
  struct statvfs disk {};
  while (::statvfs(directory.c_str(), &disk) != 0) {
    const std::size_t slash = directory.rfind('/');
    if (slash == std::string::npos || directory == "/") return 0;
    directory.resize(slash == 0 ? 1 : slash);
  }
  return static_cast<std::int64_t>(disk.f_blocks) * static_cast<std::int64_t>(disk.f_frsize);
}

}  // namespace

Resources node_capacity(const std::string& directory) {
  Resources capacity;
  capacity.cpu_milli = ::sysconf(_SC_NPROCESSORS_ONLN) * 1000;
  struct sysinfo memory {};
  if (::sysinfo(&memory) == 0) capacity.memory_bytes = static_cast<std::int64_t>(memory.totalram) * memory.mem_unit;
  capacity.ephemeral_bytes = file_system_bytes(directory);
  return capacity;
}

}  // namespace peapod::runtime
