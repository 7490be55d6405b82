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
  facts.node.name = "meter-7";
  facts.node.labels = {{"kubernetes.io/arch", "arm64"}};
  facts.node.capacity = facts.node.allocatable = {2000, 512 * kMi, 1000};
  return facts;
}

PlacedPod placed_as(const std::string& ns, const std::string& name, const Resources& request,
                    std::vector<HostPort> ports = {}) {
  PlacedPod pod;
  pod.namespace_ = ns;
  pod.name = name;
  pod.request = request;
  pod.host_ports = std::move(ports);
  return pod;
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
            "spec.nodeName: Predicate NodeName failed: node(s) didn't match the requested node name: the pod wants "
            "\"other\" and this is \"meter-7\"\n");
  EXPECT_NE(text(find_misfits(pod_with("  nodeSelector: {disk: ssd}\n"), box())).find("has no label disk=ssd"),
            std::string::npos);
  EXPECT_EQ(text(find_misfits(pod_with("  nodeSelector: {kubernetes.io/arch: arm64}\n"), box())), "");
  const std::string affinity =
      "  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
      "[{matchExpressions: [{key: tpu, operator: Exists}]}]}}}\n";
  EXPECT_EQ(
      text(find_misfits(pod_with(affinity), box())),
      "spec.affinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector: no term of "
      "its required node affinity matches the node\n");
}

TEST(BoxFit, RequestsFitBesideOtherPods) {
  const config::Pod pod = pod_with("", "    resources: {requests: {cpu: 1500m, memory: 300Mi}}\n");
  BoxFacts facts = box();
  EXPECT_EQ(text(find_misfits(pod, facts)), "");
  facts.pods.push_back(placed_as("default", "web", {2000, 512 * kMi, 0}));  // The pod itself, as it runs.
  EXPECT_EQ(text(find_misfits(pod, facts)), "");
  facts.pods.push_back(placed_as("default", "other", {600, 250 * kMi, 0}));
  EXPECT_EQ(text(find_misfits(pod, facts)),
            "spec.containers: the pod requests 1500m of cpu; of the 2000m for pods others leave 1400m\n"
            "spec.containers: the pod requests 300Mi of memory; of the 512Mi for pods others leave 262Mi\n");
  facts.pods.push_back(placed_as("lab", "web", {9000, 999 * kMi, 0}));
  EXPECT_NE(text(find_misfits(pod, facts)).find("of the 512Mi for pods others leave 0Mi"), std::string::npos);
  facts.node.max_pods = 2;
  EXPECT_NE(text(find_misfits(pod, facts)).find(": the pod requests 1 of pods; of the 2 for pods others leave 0\n"),
            std::string::npos);
  const config::Pod stores = pod_with("", "    resources: {requests: {ephemeral-storage: 1001}}\n");
  EXPECT_EQ(text(find_misfits(stores, box())),
            "spec.containers: the pod requests 1001 of ephemeral-storage; of the 1000 for pods others leave 1000\n");
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
  facts.pods.push_back(placed_as("default", "dns", {}, {{config::Protocol::Udp, 53}}));
  facts.pods.push_back(placed_as("default", "web", {}, {{config::Protocol::Tcp, 80}}));
  EXPECT_EQ(text(find_misfits(pod, facts)),
            "spec.containers[0].ports[1]: port 53 of the host is taken by pod \"default/dns\"\n");
  EXPECT_EQ(placed(pod, false).host_ports,
            (std::vector<HostPort>{{config::Protocol::Tcp, 80}, {config::Protocol::Udp, 53}}));
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
