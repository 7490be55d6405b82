#include "firmware-agent/runtime/listening_sockets.h"

#include <charconv>

#include "firmware-agent/runtime/proc_text.h"
#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

constexpr std::size_t kProcNetMax = std::size_t{4} << 20;  // About 25,000 sockets.
constexpr std::string_view kTcpListens = "0A";
constexpr std::string_view kUdpUnconnected = "07";

}  // namespace

void append_listening(std::vector<ListeningSocket>& sockets, std::string_view text, config::Protocol protocol) {
  const std::string_view wanted = protocol == config::Protocol::Tcp ? kTcpListens : kUdpUnconnected;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    take_word(line);                                 // "0:", its number.
    const std::string_view local = take_word(line);  // "0100007F:1F90"
    take_word(line);                                 // The other end.
    if (take_word(line) != wanted) continue;
    const std::size_t colon = local.rfind(':');
    std::int32_t port = 0;
    const char* const end = local.data() + local.size();
    if (colon == std::string_view::npos) continue;
    if (std::from_chars(local.data() + colon + 1, end, port, 16).ptr == end) sockets.push_back({protocol, port});
  }
}

std::vector<ListeningSocket> listening_sockets() {
  std::vector<ListeningSocket> sockets;
  using config::Protocol;
  for (const auto& [path, protocol] : {std::pair{"/proc/net/tcp", Protocol::Tcp},
                                       {"/proc/net/tcp6", Protocol::Tcp},
                                       {"/proc/net/udp", Protocol::Udp},
                                       {"/proc/net/udp6", Protocol::Udp}}) {
    if (const auto text = platform::sys::read_file(path, kProcNetMax)) append_listening(sockets, *text, protocol);
  }
  return sockets;
}

}  // namespace peapod::runtime
