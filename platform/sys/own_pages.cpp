#include "platform/sys/own_pages.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace peapod::platform::sys {
namespace {

// Segments that can be written are left alone, relocated constants among them: they are not the file's any more.
int unmap_constant_segments(dl_phdr_info* program, std::size_t, void*) {
  const std::uintptr_t page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (int i = 0; i < program->dlpi_phnum; ++i) {
    const auto& segment = program->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = (program->dlpi_addr + segment.p_vaddr) / page * page;
    const std::uintptr_t end = program->dlpi_addr + segment.p_vaddr + segment.p_memsz;
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 1;  // The program is the first; libraries are shared with others.
}

}  // namespace

void unmap_own_pages() { ::dl_iterate_phdr(unmap_constant_segments, nullptr); }

}  // namespace peapod::platform::sys
