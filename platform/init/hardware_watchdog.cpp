#include "platform/init/hardware_watchdog.h"

#include <fcntl.h>
#include <linux/watchdog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

#include "platform/sys/file.h"

namespace peapod::platform {
namespace {

constexpr char kClass[] = "/sys/class/watchdog";
constexpr char kPrefix[] = "watchdog";
constexpr std::string_view kSoftware = "Software Watchdog";  // Kernel 6.1 drivers/watchdog/softdog.c.
constexpr std::size_t kIdentityMax = 64;                     // struct watchdog_info has 32.

int number_of(const WatchdogDevice& device) {
  int number = 0;
  const std::string_view digits = std::string_view(device.name).substr(sizeof kPrefix - 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

Result<std::string> find_device() {
  auto directory = sys::open(kClass, O_RDONLY | O_DIRECTORY);
  if (!directory) return std::move(directory.error());
  std::vector<WatchdogDevice> devices;
  auto listed = sys::each_entry(directory->get(), [&](const char* name, unsigned char) -> Result<void> {
    if (!std::string_view(name).starts_with(kPrefix)) return {};
    auto identity = sys::read_file_at(directory->get(), std::string(name) + "/identity", kIdentityMax);
    std::string text = identity ? *std::move(identity) : "";
    if (text.ends_with('\n')) text.pop_back();
    devices.push_back({name, std::move(text)});
    return {};
  });
  if (!listed) return std::move(listed.error());
  const std::optional<WatchdogDevice> chosen = choose_watchdog(std::move(devices));
  if (!chosen) return Error{ENODEV, std::string("no watchdog in '") + kClass + "'"};
  return "/dev/" + chosen->name;
}

// ioctl's request is an unsigned long for glibc and an int for musl; the kernel looks at 32 bits.
int control(int fd, unsigned long request, void* argument) { return ::ioctl(fd, request, argument); }

}  // namespace

std::optional<WatchdogDevice> choose_watchdog(std::vector<WatchdogDevice> devices) {
  const auto order = [](const WatchdogDevice& device) {
    return std::pair(device.identity == kSoftware, number_of(device));
  };
  const auto best = std::min_element(devices.begin(), devices.end(),
                                     [&](const auto& left, const auto& right) { return order(left) < order(right); });
  if (best == devices.end()) return std::nullopt;
  return std::move(*best);
}

Result<HardwareWatchdog> HardwareWatchdog::open(const std::string& device, int timeout_seconds) {
  std::string path = device;
  if (device == "auto") {
    auto found = find_device();
    if (!found) return std::move(found.error());
    path = *std::move(found);
  }
  // Opening alone arms it, so we look first: what is no device must not be written to.
  auto status = sys::status_at(AT_FDCWD, path, 0);
  if (!status) return std::move(status.error());
  if (!S_ISCHR(status->st_mode)) return Error{ENOTTY, "watchdog '" + path + "'"};
  auto fd = sys::open(path, O_WRONLY);
  if (!fd) return std::move(fd.error());
  watchdog_info info{};
  if (control(fd->get(), WDIOC_GETSUPPORT, &info) != 0) return Error{errno, "watchdog '" + path + "'"};
  int timeout = timeout_seconds;
  if (control(fd->get(), WDIOC_SETTIMEOUT, &timeout) != 0 && control(fd->get(), WDIOC_GETTIMEOUT, &timeout) != 0) {
    return Error{errno, "timeout of watchdog '" + path + "'"};
  }
  return HardwareWatchdog(*std::move(fd), std::move(path), timeout);
}

Result<void> HardwareWatchdog::ping() {
  // Any byte but the 'V' of the magic close.
  if (::write(device_.get(), "", 1) != 1) return Error{errno, "ping watchdog '" + path_ + "'"};
  return {};
}

void HardwareWatchdog::disarm() {
  (void)!::write(device_.get(), "V", 1);
  device_.reset();
}

}  // namespace peapod::platform
