#include "platform/launch/signals.h"

#include <charconv>
#include <csignal>
#include <cstring>
#include <utility>

namespace peapod::platform {
namespace {

// The names are those of signal(7); the numbers differ between architectures, so the macros are used.
constexpr std::pair<std::string_view, int> kNames[] = {
    {"HUP", SIGHUP},       {"INT", SIGINT},     {"QUIT", SIGQUIT}, {"ILL", SIGILL},   {"TRAP", SIGTRAP},
    {"ABRT", SIGABRT},     {"BUS", SIGBUS},     {"FPE", SIGFPE},   {"KILL", SIGKILL}, {"USR1", SIGUSR1},
    {"SEGV", SIGSEGV},     {"USR2", SIGUSR2},   {"PIPE", SIGPIPE}, {"ALRM", SIGALRM}, {"TERM", SIGTERM},
    {"CHLD", SIGCHLD},     {"CONT", SIGCONT},   {"STOP", SIGSTOP}, {"TSTP", SIGTSTP}, {"TTIN", SIGTTIN},
    {"TTOU", SIGTTOU},     {"URG", SIGURG},     {"XCPU", SIGXCPU}, {"XFSZ", SIGXFSZ}, {"PROF", SIGPROF},
    {"VTALRM", SIGVTALRM}, {"WINCH", SIGWINCH}, {"IO", SIGIO},     {"PWR", SIGPWR},   {"SYS", SIGSYS},
};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int> in_range(std::optional<int> value) {
  return value && *value > 0 && *value <= SIGRTMAX ? value : std::nullopt;
}

}  // namespace

std::optional<int> signal_number(std::string_view name) {
  if (const auto value = number(name)) return in_range(value);
  if (name.starts_with("SIG")) name.remove_prefix(3);
  for (const auto& [prefix, base] : {std::pair("RTMIN", SIGRTMIN), std::pair("RTMAX", SIGRTMAX)}) {
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

}  // namespace peapod::platform
