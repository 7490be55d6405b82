#include "config/kinds.h"

namespace peapod::config {
namespace {

struct Refusal {
  std::string_view field;
  std::string_view reason;
};

constexpr std::string_view kCluster = "is not supported: it needs a cluster";
constexpr std::string_view kTemplate =
    "is not supported: no controller runs here, write the Pod of its template (kind: Pod)";
constexpr std::string_view kObjects = "is not supported yet: it comes with local objects";
constexpr Refusal kKinds[] = {
    {"Deployment", kTemplate},
    {"DaemonSet", kTemplate},
    {"StatefulSet", kTemplate},
    {"ReplicaSet", kTemplate},
    {"ReplicationController", kTemplate},
    {"Job", kTemplate},
    {"CronJob", kTemplate},
    {"PodTemplate", kTemplate},
    {"ConfigMap", kObjects},
    {"Secret", kObjects},
    {"PersistentVolumeClaim", kObjects},
    {"PersistentVolume", kCluster},
    {"Service", "is not supported: there are no Services on one box"},
    {"Ingress", "is not supported: there are no Services on one box"},
    {"Namespace", "is not supported: a namespace is there as soon as a pod names it"},
    {"Node", "is not supported: the agent describes its own node"},
    {"EphemeralContainers",
     "is gone since Kubernetes 1.22: PATCH the Pod at its subresource ephemeralcontainers instead (kubectl "
     "debug does)"},
};

}  // namespace

std::string_view refusal_of_kind(std::string_view kind) {
  for (const Refusal& entry : kKinds) {
    if (entry.field == kind) return entry.reason;
  }
  return {};
}

}  // namespace peapod::config
