// fleet [--seconds N] [--without-https]: a whole agent in this process, on the real clock, with 50 containers in ten
// pods, each with a startup, a liveness and a readiness probe every second, of all kinds. When all are Ready and warm
// it is watched for two minutes: no probe may fail, nothing may restart, and the agent may allocate nothing, but for
// mbedTLS, whose handshakes allocate (Debian's has no hook for that); without HTTPS nothing at all. Needs root; runs in
// a box of its own.

#include <sys/resource.h>
#include <unistd.h>
#include <uv.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include "config/load.h"
#include "firmware-agent/runtime/agent.h"
#include "tests/bench/allocations/counted_calls.h"
#include "tests/support/isolated_box.h"
#include "tests/support/text_file.h"

namespace peapod::bench {
namespace {

constexpr int kPods = 10;
constexpr int kMainContainers = 4;  // Beside the server, which is a sidecar.
constexpr int kContainers = kPods * (1 + kMainContainers);
constexpr double kReadyMax = 120;  // Seconds.
constexpr double kWarmUp = 10;

struct Options {
  double seconds = 120;
  bool https = true;
};

double seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::string probe(int kind, bool https) {
  switch (kind % 5) {
    case 0:
      return "{exec: {command: [/mnt/bench-payload]}, periodSeconds: 1}";
    case 1:
      return "{httpGet: {port: 8080}, periodSeconds: 1}";
    case 2:
      return https ? "{httpGet: {port: 8443, scheme: HTTPS}, periodSeconds: 1}" : probe(1, https);
    case 3:
      return "{tcpSocket: {port: 8080}, periodSeconds: 1}";
    default:
      return "{grpc: {port: 9000}, periodSeconds: 1}";
  }
}

std::string container(const std::string& name, const std::string& command, int kind, const Options& options) {
  return "  - name: " + name + "\n    image: peapod.local/host\n    command: [" + command +
         "]\n    volumeMounts: [{name: bench, mountPath: /mnt}]\n    startupProbe: " + probe(kind, options.https) +
         "\n    livenessProbe: " + probe(kind + 1, options.https) +
         "\n    readinessProbe: " + probe(kind + 2, options.https) + "\n";
}

std::string manifest(int pod, const Options& options) {
  std::string text = "apiVersion: v1\nkind: Pod\nmetadata: {name: fleet-" + std::to_string(pod) +
                     "}\nspec:\n  terminationGracePeriodSeconds: 1\n  volumes: [{name: bench, hostPath: {path: " +
                     PEAPOD_BINARY_DIR "}}]\n  initContainers:\n";
  text += container("server", "/mnt/probe-server", 3, options) + "    restartPolicy: Always\n  containers:\n";
  for (int i = 0; i < kMainContainers; ++i) {
    text += container("main-" + std::to_string(i), "/mnt/bench-payload, wait", i, options);
  }
  return text;
}

struct Health {
  int containers = 0;
  int ready = 0;
  int restarts = 0;
  std::uint32_t unhealthy = 0;
};

Health health_of(const runtime::Agent& agent) {
  Health health;
  agent.each_pod([&](const runtime::PodView& pod) {
    for (const core::ContainerStatus& status : pod.status.containers) {
      health.containers += 1;
      health.ready += status.ready;
      health.restarts += status.restart_count;
    }
  });
  agent.each_event([&](const runtime::EventView& event) {
    if (event.reason == "Unhealthy" || event.reason == "ProbeWarning") health.unhealthy += event.count;
  });
  return health;
}

struct Use {
  double cpu = 0;  // Seconds.
  long pss_kb = 0, dirty_kb = 0;
};

Use use_now() {
  Use use;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  use.cpu = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
            static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  const std::string smaps = test::read_text("/proc/self/smaps_rollup");
  const auto kb = [&](const char* key) {
    const std::size_t at = smaps.find(key);
    return at == std::string::npos ? 0 : std::atol(smaps.c_str() + at + std::strlen(key));
  };
  use.pss_kb = kb("\nPss:");
  use.dirty_kb = kb("\nPrivate_Dirty:");
  return use;
}

// Turns the loop for so long, or until `reached`.
template <class Reached>
bool turn_for(uv_loop_t* loop, double seconds, Reached reached) {
  const double end = seconds_now() + seconds;
  while (!reached()) {
    if (seconds_now() > end) return false;
    uv_run(loop, UV_RUN_ONCE);
  }
  return true;
}

int fail(const char* what) {
  std::fprintf(stderr, "fleet: %s\n", what);
  return 1;
}

void tell_trouble(const runtime::Agent& agent) {
  agent.each_event([](const runtime::EventView& event) {
    if (event.type == "Normal") return;
    std::fprintf(stderr, "  %s %s %s: %s (x%u)\n", event.pod_name.c_str(), event.field_path.c_str(),
                 event.reason.c_str(), event.message.c_str(), event.count);
  });
}

int watch(uv_loop_t* loop, runtime::Agent& agent, const Options& options) {
  const auto all_ready = [&] {
    const Health health = health_of(agent);
    return health.containers == kContainers && health.ready == kContainers;
  };
  if (!turn_for(loop, kReadyMax, all_ready)) {
    tell_trouble(agent);
    return fail("not all containers become Ready");
  }
  turn_for(loop, kWarmUp, [] { return false; });

  const Health before = health_of(agent);
  const Use begin = use_now();  // Itself allocates.
  const double began = seconds_now();
  if (!options.https) show_next_allocations(5);
  const CallCounts calls_before = call_counts();
  turn_for(loop, options.seconds, [] { return false; });
  const CallCounts calls = call_counts();
  const double seconds = seconds_now() - began;
  show_next_allocations(0);
  const Use end = use_now();
  const Health after = health_of(agent);

  const auto execs = static_cast<double>(calls.sent_messages - calls_before.sent_messages) / 2;
  const auto connections = static_cast<double>(calls.connects - calls_before.connects);
  const std::uint64_t allocations = calls.allocations - calls_before.allocations;
  const double cpu = end.cpu - begin.cpu;
  std::printf("%d containers, %.0f s%s: %.0f connections and %.0f execs, %.1f probes/s\n", kContainers, seconds,
              options.https ? "" : " without HTTPS", connections, execs, (connections + execs) / seconds);
  std::printf("unhealthy %u, restarts %d, not Ready %d\n", after.unhealthy - before.unhealthy,
              after.restarts - before.restarts, kContainers - after.ready);
  std::printf("agent: %.1f ms of CPU each second, %.0f us for each probe; %ld KB PSS, %ld KB private dirty (%+ld)\n",
              1000 * cpu / seconds, 1e6 * cpu / (connections + execs), end.pss_kb, end.dirty_kb,
              end.dirty_kb - begin.dirty_kb);
  std::printf("allocations: %llu\n", static_cast<unsigned long long>(allocations));
  if (after.unhealthy != before.unhealthy || after.restarts != before.restarts || after.ready != kContainers) {
    tell_trouble(agent);
    return fail("a probe failed");
  }
  if (connections + execs < 1.9 * kContainers * (options.seconds - 2)) return fail("probes were left out");
  if (!options.https && allocations != 0) return fail("the agent has allocated");
  return 0;
}

int run(const Options& options) {
  char root[] = "/tmp/peapod-fleet.XXXXXX";
  if (mkdtemp(root) == nullptr) return fail("no directory in /tmp");
  uv_loop_t loop;
  uv_loop_init(&loop);
  runtime::AgentOptions agent_options;
  agent_options.paths = runtime::Paths::under(root);
  agent_options.node_name = "testbox";
  agent_options.stop_pods_on_exit = true;
  agent_options.pause_program = PEAPOD_BINARY_DIR "/peapod-pause";
  int result = 1;
  auto node = runtime::Node::open(&loop, std::move(agent_options));
  if (node) {
    runtime::Agent agent(&loop, std::move(*node));
    agent.start();
    for (int i = 0; i < kPods; ++i) {
      config::Loaded loaded = config::load_pods(manifest(i, options));
      for (const config::Diagnostic& diagnostic : loaded.diagnostics)
        std::fprintf(stderr, "%s\n", diagnostic.text("manifest").c_str());
      if (loaded.pods.size() == 1) agent.create_pod(std::move(loaded.pods[0]));
    }
    result = watch(&loop, agent, options);
    bool stopped = false;
    agent.stop_pods([&] { stopped = true; });
    if (!turn_for(&loop, 60, [&] { return stopped; })) result = fail("the pods do not stop");
  } else {
    std::fprintf(stderr, "fleet: %s\n", node.error().message().c_str());
  }
  std::error_code error;
  std::filesystem::remove_all(root, error);
  return result;
}

}  // namespace
}  // namespace peapod::bench

int main(int argc, char** argv) {
  peapod::bench::Options options;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--without-https") == 0) options.https = false;
    if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) options.seconds = std::atof(argv[++i]);
  }
  return peapod::test::run_in_isolated_box([&] { return peapod::bench::run(options); });
}
