#include "firmware-agent/runtime/node_addresses.h"

#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

constexpr const char* kHeader = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

TEST(NodeAddresses, InterfaceOfTheDefaultRoute) {
  const std::string header = kHeader;
  struct Case {
    const char* what;
    std::string routes;
    const char* interface;
  };
  const Case cases[] = {
      {"nothing", "", ""},
      {"no route", header, ""},
      {"a network, no default", header + "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n", ""},
      {"one", header + "eth0\t00000000\t0102A8C0\t0003\t0\t0\t202\t00000000\t0\t0\t0\n", "eth0"},
      {"the lesser metric",
       header + "wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n" +
           "eth0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n",
       "eth0"},
      {"one that is down", header + "eth0\t00000000\t0102A8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0\n", ""},
      {"half of 0.0.0.0/1", header + "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0\n", ""},
      {"a line cut off", header + "eth0\t00000000\t0102A8C0", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(default_interface(c.routes), c.interface) << c.what;
}

TEST(NodeAddresses, InterfaceOfTheDefaultRouteOfIpv6) {
  const std::string zero(32, '0');
  const auto route = [&](const char* length, const char* metric, const char* flags, const char* interface) {
    return zero + " " + length + " " + zero + " 00 fe800000000000000000000000000001 " + metric + " 00000000 00000000 " +
           flags + "  " + interface + "\n";
  };
  EXPECT_EQ(default_interface_ipv6(route("00", "00000400", "00000003", "eth0")), "eth0");
  EXPECT_EQ(default_interface_ipv6(route("00", "00000400", "00000003", "wlan0") +
                                   route("00", "00000100", "00000003", "eth0")),
            "eth0");
  EXPECT_EQ(default_interface_ipv6(route("40", "00000100", "00000001", "eth0")), "");
  EXPECT_EQ(default_interface_ipv6(route("00", "ffffffff", "00200200", "lo")), "") << "unreachable";
}

TEST(NodeAddresses, AreOfTheDefaultRouteElseTheFirst) {
  const InterfaceAddress all[] = {{"br0", "10.0.0.1", false},
                                  {"eth0", "192.168.2.7", false},
                                  {"eth0", "fd00::7", true},
                                  {"wlan0", "fd00::8", true}};
  using Addresses = std::vector<std::string>;
  EXPECT_EQ(choose_addresses(all, "eth0", "wlan0"), (Addresses{"192.168.2.7", "fd00::8"}));
  EXPECT_EQ(choose_addresses(all, "", ""), (Addresses{"10.0.0.1", "fd00::7"}));
  EXPECT_EQ(choose_addresses({all, 1}, "eth0", "eth0"), (Addresses{"10.0.0.1"}));
  EXPECT_EQ(choose_addresses({}, "eth0", "eth0"), Addresses());
}

}  // namespace
}  // namespace peapod::runtime
