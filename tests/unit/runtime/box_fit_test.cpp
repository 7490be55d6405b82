#include "firmware-agent/runtime/box_fit.h"

#include <gtest/gtest.h>

#include "config/load.h"
#include "firmware-agent/runtime/listening_sockets.h"

namespace peapod::runtime {
namespace {

constexpr std::int64_t kMi = 1 << 20;

config::Pod pod_with(const std::string& spec, const std::string& container = {}) {
  const config::Loaded loaded = config::load_pods("apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n" + spec +
                                                  "  containers:\n  - name: main\n    image: nginx:1\n" + container);
  EXPECT_EQ(config::render(loaded.diagnostics, "pod"), "");
  return loaded.pods.at(0);
}

BoxFacts box() {
  BoxFacts facts;
  facts.node_name = "meter-7";
  facts.labels = {{"kubernetes.io/arch", "arm64"}};
  facts.cpu_milli = 2000;
  facts.memory_bytes = 512 * kMi;
  return facts;
}

std::string text(const std::vector<Misfit>& misfits) {
  std::string out;
  for (const Misfit& misfit : misfits) {
    if (misfit.severity == config::Severity::Warning) out += "warning: ";
    out += misfit.path + ": " + misfit.message + "\n";
  }
  return out;
}

TEST(BoxFit, AnOrdinaryPodFits) {
  EXPECT_EQ(text(find_misfits(pod_with("", "    resources: {limits: {cpu: 2, memory: 512Mi}}\n"), box())), "");
}

TEST(BoxFit, LabelsAreThoseOfAdmission) {
  EXPECT_EQ(text(find_misfits(pod_with("  nodeName: other\n"), box())),
            "spec.nodeName: Predicate NodeName failed: the pod wants node \"other\" and this is \"meter-7\"\n");
  EXPECT_NE(text(find_misfits(pod_with("  nodeSelector: {disk: ssd}\n"), box())).find("has no label disk=ssd"),
            std::string::npos);
  EXPECT_EQ(text(find_misfits(pod_with("  nodeSelector: {kubernetes.io/arch: arm64}\n"), box())), "");
}

TEST(BoxFit, RequestsFitBesideOtherPods) {
  const config::Pod pod = pod_with("", "    resources: {requests: {cpu: 1500m, memory: 300Mi}}\n");
  BoxFacts facts = box();
  EXPECT_EQ(text(find_misfits(pod, facts)), "");
  facts.pods.push_back({"default", "web", 2000, 512 * kMi, {}});  // The pod itself, as it runs.
  EXPECT_EQ(text(find_misfits(pod, facts)), "");
  facts.pods.push_back({"default", "other", 600, 250 * kMi, {}});
  EXPECT_EQ(text(find_misfits(pod, facts)),
            "spec.containers: the pod requests 300Mi of memory; of this box's 512Mi other pods leave 262Mi\n"
            "spec.containers: the pod requests 1500m of CPU; of this box's 2000m other pods leave 1400m\n");
  facts.pods.push_back({"lab", "web", 9000, 999 * kMi, {}});
  EXPECT_NE(text(find_misfits(pod, facts)).find("other pods leave 0Mi"), std::string::npos);
}

TEST(BoxFit, LimitsThatDoNothingAreWarnings) {
  const config::Pod pod = pod_with("", "    resources: {limits: {memory: 1Gi}, requests: {memory: 1Mi}}\n");
  BoxFacts facts = box();
  EXPECT_EQ(text(find_misfits(pod, facts)),
            "warning: spec.containers[0].resources.limits.memory: is more than this box has, so it limits nothing\n");
  facts.controllers["memory"] = "the memory controller is off";
  EXPECT_EQ(
      text(find_misfits(pod, facts)),
      "warning: spec.containers[0].resources.limits.memory: is not enforced here: the memory controller is off\n");
  EXPECT_EQ(text(find_misfits(pod_with(""), facts)), "");
}

TEST(BoxFit, HostPortsAreFree) {
  const config::Pod pod =
      pod_with("  hostNetwork: true\n", "    ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]\n");
  BoxFacts facts = box();
  facts.taken_ports = {{config::Protocol::Tcp, 53}, {config::Protocol::Udp, 80}};
  EXPECT_EQ(text(find_misfits(pod, facts)), "");
  facts.taken_ports.emplace_back(config::Protocol::Tcp, 80);
  EXPECT_EQ(text(find_misfits(pod, facts)),
            "spec.containers[0].ports[0]: port 80 of the host is taken by another program\n");
  facts.pods.push_back({"default", "dns", 0, 0, {{config::Protocol::Udp, 53}}});
  facts.pods.push_back({"default", "web", 0, 0, {{config::Protocol::Tcp, 80}}});
  EXPECT_EQ(text(find_misfits(pod, facts)),
            "spec.containers[0].ports[1]: port 53 of the host is taken by pod \"default/dns\"\n");
  EXPECT_EQ(placed(pod).host_ports, (std::vector<HostPort>{{config::Protocol::Tcp, 80}, {config::Protocol::Udp, 53}}));
}

TEST(BoxFit, ImagesPathsAndKernelAreThere) {
  BoxFacts facts = box();
  facts.images["nginx:1"] = "is not here";
  facts.host_paths["/srv"] = "is no directory";
  facts.kernel = {"the kernel has no overlayfs"};
  const config::Pod pod =
      pod_with("  volumes: [{name: e, emptyDir: {}}, {name: s, hostPath: {path: /srv, type: Directory}}]\n");
  EXPECT_EQ(text(find_misfits(pod, facts)),
            ": the kernel has no overlayfs\n"
            "spec.containers[0].image: is not here\n"
            "spec.volumes[1].hostPath.path: is no directory\n");
}

TEST(ListeningSockets, AreReadFromTheKernelsTables) {
  std::vector<ListeningSocket> sockets;
  append_listening(sockets,
                   "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
                   "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0\n"
                   "   1: 0100007F:A0B1 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0\n"
                   "   2: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A x\n"
                   "   3: nonsense\n\n 4: 0:zz 0 0A\n",
                   config::Protocol::Tcp);
  append_listening(sockets, " 9: 00000000:0035 00000000:0000 07 x\n 9: 0100007F:0036 0100007F:0001 01 x",
                   config::Protocol::Udp);
  ASSERT_EQ(sockets.size(), 3U);
  EXPECT_EQ(sockets[0].port, 8080);
  EXPECT_EQ(sockets[1].port, 22);
  EXPECT_EQ(sockets[2].port, 53);
  EXPECT_EQ(sockets[2].protocol, config::Protocol::Udp);
}

}  // namespace
}  // namespace peapod::runtime
