#include "platform/launch/sealed_memfd.h"

#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>

#include <cerrno>

#ifndef MFD_NOEXEC_SEAL  // Headers older than Linux 6.3.
#define MFD_NOEXEC_SEAL 0x0008U
#define MFD_EXEC 0x0010U
#endif

namespace peapod::platform {

Result<UniqueFd> make_sealed_memfd(const char* name, MemfdUse use, std::span<const std::byte> content) {
  const unsigned basic = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  // Linux 6.3 wants to be told whether the file may be executed, and warns or refuses otherwise.
  UniqueFd fd(memfd_create(name, basic | (use == MemfdUse::Program ? MFD_EXEC : MFD_NOEXEC_SEAL)));
  if (!fd && errno == EINVAL) fd.reset(memfd_create(name, basic));
  if (!fd) return Error{errno, "memfd_create"};
  while (!content.empty()) {
    const ssize_t written = write(fd.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Error{errno, "write memfd"};
    content = content.subspan(static_cast<std::size_t>(written));
  }
  if (fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
    return Error{errno, "seal memfd"};
  }
  return fd;
}

}  // namespace peapod::platform
