// allocations [ROUNDS]: a whole agent in this process, with a pod whose containers have all three kinds of probe. When
// it is Ready and warm, 10,000 probe rounds must not allocate once. Time is hurried (counted_calls.h). Needs root; runs
// in a box of its own. With failures it shows where the first allocations come from.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "config/load.h"
#include "firmware-agent/runtime/agent.h"
#include "tests/bench/allocations/counted_calls.h"
#include "tests/bench/tiny_server.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/isolated_box.h"

namespace peapod::bench {
namespace {

constexpr std::uint64_t kRoundsDefault = 10000;
constexpr std::uint64_t kWarmUpRounds = 300;
constexpr std::uint64_t kWaitMaxNs = 60'000'000'000;  // Of real time, for any one thing.

// Timeouts are a minute of hurried time, as no probe shall fail because the clock runs too fast for it.
constexpr char kManifest[] = R"(
apiVersion: v1
kind: Pod
metadata: {name: probed}
spec:
  terminationGracePeriodSeconds: 1
  volumes: [{name: bench, hostPath: {path: PLACE}}]
  containers:
  - name: one
    image: peapod.local/host
    command: [/mnt/bench-payload, wait]
    volumeMounts: [{name: bench, mountPath: /mnt}]
    startupProbe: {exec: {command: [/mnt/bench-payload]}, periodSeconds: 1, timeoutSeconds: 60}
    livenessProbe: {exec: {command: [/mnt/bench-payload]}, periodSeconds: 1, timeoutSeconds: 60}
    readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1, timeoutSeconds: 60, failureThreshold: 1000000}
  - name: two
    image: peapod.local/host
    command: [/mnt/bench-payload, wait]
    volumeMounts: [{name: bench, mountPath: /mnt}]
    livenessProbe: {httpGet: {port: 8080}, periodSeconds: 1, timeoutSeconds: 60, failureThreshold: 1000000}
    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, timeoutSeconds: 60, failureThreshold: 1000000}
)";

std::uint64_t real_ns() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()) / kHurry;
}

std::uint64_t probe_rounds() {
  const CallCounts counts = call_counts();
  return counts.connects + counts.sent_messages / 2;  // An exec is asked for and released.
}

// Turns the loop until `reached`; false when that takes too long.
template <class Reached>
bool turn_until(uv_loop_t* loop, Reached reached) {
  const std::uint64_t end = real_ns() + kWaitMaxNs;
  while (!reached()) {
    if (real_ns() > end) return false;
    uv_run(loop, UV_RUN_ONCE);
  }
  return true;
}

int fail(const char* what) {
  std::fprintf(stderr, "allocations: %s\n", what);
  return 1;
}

int measure(uv_loop_t* loop, runtime::Agent& agent, std::uint64_t rounds) {
  std::string uid;
  const auto is_running = [&](bool ready) {
    return [&uid, &agent, ready] {
      bool good = false;
      agent.with_pod("default", "probed", [&](const runtime::PodView& pod) {
        uid = pod.pod.metadata.uid;
        good = pod.status.phase == core::PodPhase::Running;
        for (const core::ContainerStatus& container : pod.status.containers) good = good && (container.ready || !ready);
      });
      return good;
    };
  };
  if (!turn_until(loop, is_running(false))) return fail("the pod does not run");
  const TinyServer server(test::pod_net_ns(uid).get());
  if (!server.ok()) return fail("the server to probe does not listen");
  if (!turn_until(loop, is_running(true))) return fail("the pod does not become Ready");

  const std::uint64_t warm = probe_rounds() + kWarmUpRounds;
  if (!turn_until(loop, [&] { return probe_rounds() >= warm; })) return fail("probes do not run");

  show_next_allocations(5);
  const CallCounts before = call_counts();
  const std::uint64_t last = probe_rounds() + rounds;
  const bool done = turn_until(loop, [&] { return probe_rounds() >= last; });
  show_next_allocations(0);
  const CallCounts after = call_counts();
  std::printf("%llu probe rounds (%llu connections, %llu messages to the keeper): %llu allocations\n",
              static_cast<unsigned long long>(rounds),
              static_cast<unsigned long long>(after.connects - before.connects),
              static_cast<unsigned long long>(after.sent_messages - before.sent_messages),
              static_cast<unsigned long long>(after.allocations - before.allocations));
  if (!done) return fail("not all rounds were run in time");
  if (!is_running(true)()) return fail("the pod is not Ready any more");
  return after.allocations == before.allocations ? 0 : 1;
}

int run(std::uint64_t rounds) {
  char root[] = "/tmp/peapod-allocations.XXXXXX";
  if (mkdtemp(root) == nullptr) return fail("no directory in /tmp");
  uv_loop_t loop;
  uv_loop_init(&loop);
  runtime::AgentOptions options;
  options.paths = runtime::Paths::under(root);
  options.node_name = "testbox";
  options.stop_pods_on_exit = true;
  options.pause_program = PEAPOD_BINARY_DIR "/peapod-pause";
  int result = 1;
  auto node = runtime::Node::open(&loop, std::move(options));
  if (node) {
    runtime::Agent agent(&loop, std::move(*node));
    agent.start();
    std::string manifest = kManifest;
    manifest.replace(manifest.find("PLACE"), 5, PEAPOD_BINARY_DIR);
    config::Loaded loaded = config::load_pods(manifest);
    for (const config::Diagnostic& diagnostic : loaded.diagnostics)
      std::fprintf(stderr, "%s\n", diagnostic.text("manifest").c_str());
    if (loaded.pods.size() == 1) {
      agent.create_pod(std::move(loaded.pods[0]));
      result = measure(&loop, agent, rounds);
    }
    bool stopped = false;
    agent.stop_pods([&] { stopped = true; });
    if (!turn_until(&loop, [&] { return stopped; })) result = fail("the pod does not stop");
  } else {
    std::fprintf(stderr, "allocations: %s\n", node.error().message().c_str());
  }
  std::error_code error;
  std::filesystem::remove_all(root, error);
  return result;
}

}  // namespace
}  // namespace peapod::bench

int main(int argc, char** argv) {
  const std::uint64_t rounds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : peapod::bench::kRoundsDefault;
  return peapod::test::run_in_isolated_box([&] { return peapod::bench::run(rounds); });
}
