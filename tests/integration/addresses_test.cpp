// status.hostIP and podIP, with an address that comes and goes in the test's own network namespace.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <string>

#include "platform/sys/unique_fd.h"
#include "tests/integration/support/agent_test.h"
#include "tests/support/eventually.h"

namespace peapod::test {
namespace {

constexpr const char* kAddress = "192.0.2.7";

// A second address of lo; taken away with it.
class ExtraAddress {
 public:
  ExtraAddress() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    ifreq request = of_interface();
    auto* address = reinterpret_cast<sockaddr_in*>(&request.ifr_addr);
    address->sin_family = AF_INET;
    inet_pton(AF_INET, kAddress, &address->sin_addr);
    is_there_ = ::ioctl(socket_.get(), SIOCSIFADDR, &request) == 0;
  }
  ~ExtraAddress() {
    ifreq request = of_interface();
    ::ioctl(socket_.get(), SIOCGIFFLAGS, &request);
    request.ifr_flags = static_cast<short>(request.ifr_flags & ~IFF_UP);
    ::ioctl(socket_.get(), SIOCSIFFLAGS, &request);
  }
  bool is_there() const { return is_there_; }

 private:
  static ifreq of_interface() {
    ifreq request{};
    std::strcpy(request.ifr_name, "lo:7");
    return request;
  }

  UniqueFd socket_;
  bool is_there_ = false;
};

class Addresses : public AgentTest {
 protected:
  std::string object(const std::string& pod) {
    return agent().peapod({"get", "pod", static_name(pod), "-o", "json"}).out;
  }
};

std::string pod(const std::string& name, bool host_network, const std::string& variable) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
         "}\nspec:\n  hostNetwork: " + (host_network ? "true" : "false") +
         "\n  terminationGracePeriodSeconds: 0\n  containers:\n    - name: main\n      image: busybox\n"
         "      command: [sh, -c, 'echo address $ADDRESS; exec sleep 1000000']\n"
         "      env: [{name: ADDRESS, valueFrom: {fieldRef: {fieldPath: " +
         variable + "}}}]\n";
}

TEST_F(Addresses, OfTheNodeAndOfPodsInItsNetwork) {
  agent().add_manifest("early.yaml", pod("early", false, "status.hostIP"));
  ASSERT_TRUE(wait_ready(static_name("early")));
  EXPECT_EQ(object("early").find("\"hostIP\":"), std::string::npos) << "the box has no address yet";
  {
    ExtraAddress extra;
    ASSERT_TRUE(extra.is_there());
    ASSERT_TRUE(eventually(std::chrono::seconds(10), [&] {
      return object("early").find(R"("hostIP": ")" + std::string(kAddress)) != std::string::npos;
    })) << object("early");
    EXPECT_EQ(object("early").find("\"podIP\":"), std::string::npos) << "it has a network of its own";
    agent().add_manifest("host.yaml", pod("host", true, "status.podIP"));
    ASSERT_TRUE(wait_ready(static_name("host")));
    EXPECT_NE(object("host").find(R"("podIP": ")" + std::string(kAddress)), std::string::npos) << object("host");
    EXPECT_EQ(agent().logs(static_name("host"), "main"), "address 192.0.2.7\n");
    EXPECT_NE(agent().peapod({"get", "pods", "-o", "wide"}).out.find(kAddress), std::string::npos);
  }
  EXPECT_TRUE(
      eventually(std::chrono::seconds(10), [&] { return object("host").find("\"hostIP\":") == std::string::npos; }));
}

}  // namespace
}  // namespace peapod::test
