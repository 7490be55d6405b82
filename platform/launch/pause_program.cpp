#include <array>
#include <cerrno>
#include <string>

#include "platform/launch/keeper_client.h"
#include "platform/launch/sealed_memfd.h"
#include "platform/sys/file.h"

namespace peapod::platform {

namespace {

constexpr std::size_t kProgramSizeMax = 1 << 20;
constexpr std::array kInstalled = {"/usr/libexec/peapod-pause", "/usr/lib/peapod/peapod-pause",
                                   "/usr/local/bin/peapod-pause", "/usr/bin/peapod-pause", "/usr/sbin/peapod-pause"};

// Where peapod-pause is; ours first, for it is the one of our release.
std::string find_program() {
  const Result<std::string> own = sys::read_link_at(AT_FDCWD, "/proc/self/exe");
  if (own) {
    const std::string beside = own->substr(0, own->rfind('/') + 1) + "peapod-pause";
    if (sys::status_at(AT_FDCWD, beside, 0)) return beside;
  }
  for (const char* path : kInstalled) {
    if (sys::status_at(AT_FDCWD, path, 0)) return path;
  }
  return "peapod-pause";
}

}  // namespace

Result<UniqueFd> load_pause_program(const std::string& path) {
  const std::string found = path.empty() ? find_program() : path;
  Result<std::string> program = sys::read_file(found, kProgramSizeMax);
  if (!program) return std::move(program.error()).within("pause program");
  if (!program->starts_with("\177ELF")) return Error{ENOEXEC, "pause program '" + found + "'"};
  Result<UniqueFd> memfd = make_sealed_memfd("pause", MemfdUse::Program, std::as_bytes(std::span(*program)));
  if (!memfd) return std::move(memfd.error()).within("pause program '" + found + "'");
  return memfd;
}

}  // namespace peapod::platform
