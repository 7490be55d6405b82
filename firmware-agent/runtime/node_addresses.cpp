#include "firmware-agent/runtime/node_addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "firmware-agent/runtime/proc_text.h"
#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

using Words = std::vector<std::string_view>;

Words words_of(std::string_view line) {
  Words words;
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) words.push_back(word);
  return words;
}

unsigned long number(std::string_view text, int base) {
  unsigned long value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

struct DefaultRoute {
  std::string_view interface;
  unsigned long metric = 0;
};

template <class Read>
std::string best_interface(std::string_view routes, Read read) {
  std::optional<DefaultRoute> best;
  while (!routes.empty()) {
    const std::optional<DefaultRoute> route = read(words_of(take_line(routes)));
    if (route && (!best || route->metric < best->metric)) best = route;
  }
  return best ? std::string(best->interface) : std::string();
}

bool is_global(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const std::uint32_t ip = ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr);
    return ip >> 24 != 127 && ip >> 16 != 0xA9FE && !IN_MULTICAST(ip) && ip != INADDR_ANY;
  }
  const in6_addr& ip = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  return !IN6_IS_ADDR_LOOPBACK(&ip) && !IN6_IS_ADDR_LINKLOCAL(&ip) && !IN6_IS_ADDR_MULTICAST(&ip) &&
         !IN6_IS_ADDR_UNSPECIFIED(&ip);
}

std::vector<InterfaceAddress> global_addresses() {
  std::vector<InterfaceAddress> all;
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return all;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owned(list, freeifaddrs);
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    const sockaddr* address = entry->ifa_addr;
    if (address == nullptr || (entry->ifa_flags & IFF_UP) == 0) continue;
    const bool is_ipv6 = address->sa_family == AF_INET6;
    if ((address->sa_family != AF_INET && !is_ipv6) || !is_global(address)) continue;
    const void* ip = is_ipv6 ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr)
                             : &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    char text[INET6_ADDRSTRLEN];
    if (inet_ntop(address->sa_family, ip, text, sizeof text) == nullptr) continue;
    all.push_back({entry->ifa_name, text, is_ipv6});
  }
  return all;
}

std::string read_routes(const char* path) {
  constexpr std::size_t kRoutesMax = 1 << 20;
  Result<std::string> text = platform::sys::read_file(path, kRoutesMax);
  return text ? std::move(*text) : std::string();
}

}  // namespace

// Iface Destination Gateway Flags RefCnt Use Metric Mask ...
std::string default_interface(std::string_view routes) {
  return best_interface(routes, [](const Words& words) -> std::optional<DefaultRoute> {
    if (words.size() < 8 || words[1] != "00000000" || words[7] != "00000000") return std::nullopt;
    if ((number(words[3], 16) & RTF_UP) == 0) return std::nullopt;
    return DefaultRoute{words[0], number(words[6], 10)};
  });
}

// Destination its-length Source its-length NextHop Metric RefCnt Use Flags Iface; all but the last in hexadecimal.
std::string default_interface_ipv6(std::string_view routes) {
  return best_interface(routes, [](const Words& words) -> std::optional<DefaultRoute> {
    if (words.size() < 10 || words[1] != "00" || words[0].find_first_not_of('0') != std::string_view::npos) {
      return std::nullopt;
    }
    const unsigned long flags = number(words[8], 16);
    if ((flags & RTF_UP) == 0 || (flags & RTF_REJECT) != 0) return std::nullopt;
    return DefaultRoute{words[9], number(words[5], 16)};
  });
}

std::vector<std::string> choose_addresses(std::span<const InterfaceAddress> all, std::string_view default_ipv4,
                                          std::string_view default_ipv6) {
  std::vector<std::string> chosen;
  for (const bool is_ipv6 : {false, true}) {
    const std::string_view interface = is_ipv6 ? default_ipv6 : default_ipv4;
    const auto is_of_family = [&](const InterfaceAddress& each) { return each.is_ipv6 == is_ipv6; };
    auto found = std::ranges::find_if(
        all, [&](const InterfaceAddress& each) { return is_of_family(each) && each.interface == interface; });
    if (found == all.end()) found = std::ranges::find_if(all, is_of_family);
    if (found != all.end()) chosen.push_back(found->address);
  }
  return chosen;
}

std::vector<std::string> node_addresses() {
  const std::vector<InterfaceAddress> all = global_addresses();
  return choose_addresses(all, default_interface(read_routes("/proc/net/route")),
                          default_interface_ipv6(read_routes("/proc/net/ipv6_route")));
}

}  // namespace peapod::runtime
