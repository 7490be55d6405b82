#include "platform/images/archive/box_platform.h"

namespace peapod::platform::images {
namespace {

#if defined(__x86_64__)
constexpr std::string_view kArchitecture = "amd64";
#elif defined(__aarch64__)
constexpr std::string_view kArchitecture = "arm64";
#elif defined(__arm__)
constexpr std::string_view kArchitecture = "arm";
#elif defined(__riscv) && __riscv_xlen == 64
constexpr std::string_view kArchitecture = "riscv64";
#elif defined(__i386__)
constexpr std::string_view kArchitecture = "386";
#else
#error "name this architecture as OCI images do (GOARCH)"
#endif

#if defined(__arm__)
constexpr int kArmVersion = __ARM_ARCH;
#else
constexpr int kArmVersion = 0;
#endif

// "v7" is 7; none is v7, as containerd reads it (platforms/database.go).
int arm_version(std::string_view variant) {
  if (variant.empty()) return 7;
  return variant.size() == 2 && variant[0] == 'v' && variant[1] >= '5' && variant[1] <= '8' ? variant[1] - '0' : 99;
}

}  // namespace

std::string_view box_architecture() { return kArchitecture; }

int platform_rank(std::string_view os, std::string_view architecture, std::string_view variant) {
  if (!os.empty() && os != "linux") return -1;
  if (architecture.empty()) return 0;
  if (architecture != kArchitecture) return -1;
  if (kArmVersion > 0) {
    int version = arm_version(variant);
    return version <= kArmVersion ? version : -1;
  }
  return variant.empty() ? 2 : 1;
}

}  // namespace peapod::platform::images
