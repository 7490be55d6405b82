#include "platform/launch/signals.h"

#include <charconv>
#include <csignal>
#include <cstring>
#include <utility>

namespace peapod::platform {
namespace {

constexpr int kRealtimeMin = 34;
constexpr int kRealtimeMax = 64;

// The names are those of signal(7); the numbers differ between architectures, so the macros are used. Of two names for
// one number the usual one comes first.
constexpr std::pair<std::string_view, int> kNames[] = {
    {"HUP", SIGHUP},       {"INT", SIGINT},     {"QUIT", SIGQUIT}, {"ILL", SIGILL},   {"TRAP", SIGTRAP},
    {"ABRT", SIGABRT},     {"BUS", SIGBUS},     {"FPE", SIGFPE},   {"KILL", SIGKILL}, {"USR1", SIGUSR1},
    {"SEGV", SIGSEGV},     {"USR2", SIGUSR2},   {"PIPE", SIGPIPE}, {"ALRM", SIGALRM}, {"TERM", SIGTERM},
    {"CHLD", SIGCHLD},     {"CONT", SIGCONT},   {"STOP", SIGSTOP}, {"TSTP", SIGTSTP}, {"TTIN", SIGTTIN},
    {"TTOU", SIGTTOU},     {"URG", SIGURG},     {"XCPU", SIGXCPU}, {"XFSZ", SIGXFSZ}, {"PROF", SIGPROF},
    {"VTALRM", SIGVTALRM}, {"WINCH", SIGWINCH}, {"IO", SIGIO},     {"PWR", SIGPWR},   {"SYS", SIGSYS},
    {"STKFLT", SIGSTKFLT}, {"IOT", SIGIOT},     {"CLD", SIGCHLD},  {"POLL", SIGPOLL},
};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int> in_range(std::optional<int> value) {
  return value && *value > 0 && *value <= kRealtimeMax ? value : std::nullopt;
}

}  // namespace

std::optional<int> signal_number(std::string_view name) {
  if (const auto value = number(name)) return in_range(value);
  if (name.starts_with("SIG")) name.remove_prefix(3);
  for (const auto& [prefix, base] : {std::pair("RTMIN", kRealtimeMin), std::pair("RTMAX", kRealtimeMax)}) {
    if (!name.starts_with(prefix)) continue;
    const std::string_view offset = name.substr(std::strlen(prefix));
    if (offset.empty()) return base;
    const auto distance = number(offset.substr(offset.front() == '+' ? 1 : 0));
    return distance ? in_range(base + *distance) : std::nullopt;
  }
  for (const auto& [known, signal] : kNames) {
    if (name == known) return signal;
  }
  return std::nullopt;
}

std::string signal_name(int number) {
  for (const auto& [known, signal] : kNames) {
    if (number == signal) return "SIG" + std::string(known);
  }
  // Either end names its half of the range.
  const int from_min = number - kRealtimeMin;
  if (from_min == 0) return "SIGRTMIN";
  if (number == kRealtimeMax) return "SIGRTMAX";
  if (from_min <= 15) return "SIGRTMIN+" + std::to_string(from_min);
  return "SIGRTMAX-" + std::to_string(kRealtimeMax - number);
}

}  // namespace peapod::platform
