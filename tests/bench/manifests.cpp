#include "tests/bench/manifests.h"

namespace peapod::bench {
namespace {

std::string pod(const std::string& name) {
  return "apiVersion: v1\n"
         "kind: Pod\n"
         "metadata:\n"
         "  name: " +
         name + R"(
  labels: {app: web, tier: front}
spec:
  terminationGracePeriodSeconds: 10
  volumes:
  - name: data
    emptyDir: {}
  - name: site
    hostPath: {path: /srv/site, type: Directory}
  initContainers:
  - name: prepare
    image: busybox:1.36
    command: ["sh", "-c", "cp -r /srv/. /data"]
    volumeMounts:
    - {name: site, mountPath: /srv, readOnly: true}
    - {name: data, mountPath: /data}
  containers:
  - name: web
    image: nginx:1.27
    ports:
    - name: http
      containerPort: 8080
    env:
    - name: MODE
      value: "production"
    - name: POD_NAME
      valueFrom: {fieldRef: {fieldPath: metadata.name}}
    resources:
      requests: {cpu: 100m, memory: 32Mi}
      limits: {cpu: 500m, memory: 64Mi}
    livenessProbe:
      httpGet: {path: /healthz, port: http}
      initialDelaySeconds: 3
      periodSeconds: 10
    readinessProbe:
      httpGet: {path: /ready, port: http}
      failureThreshold: 3
    volumeMounts:
    - {name: data, mountPath: /usr/share/web}
    securityContext:
      runAsUser: 1000
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
  - name: logs
    image: busybox:1.36
    args: ["tail", "-F", "/data/access.log"]
    resources:
      limits: {memory: 16Mi}
    volumeMounts:
    - {name: data, mountPath: /data}
)";
}

}  // namespace

std::string three_containers() { return pod("web"); }

std::string many_pods(std::size_t bytes) {
  std::string text;
  for (int i = 0;; ++i) {
    const std::string next = "---\n" + pod("web-" + std::to_string(i));
    if (text.size() + next.size() > bytes) return text;
    text += next;
  }
}

}  // namespace peapod::bench
