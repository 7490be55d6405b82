// Probes of a running container: exec through the keeper, and httpGet from the agent's loop.

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include <cstdio>
#include <string>

#include "firmware-agent/runtime/http_probe.h"
#include "tests/bench/bench_pod.h"
#include "tests/bench/floor.h"
#include "tests/bench/measure.h"
#include "tests/bench/tiny_server.h"

namespace peapod::bench {
namespace {

bool bench_exec_probe(const Options& options, BenchPod& pod, pid_t container) {
  auto prepared = platform::prepare_exec(pod.exec_description(container));
  if (!prepared) {
    std::fprintf(stderr, "bench: prepare an exec: %s\n", prepared.error().message().c_str());
    return false;
  }
  const UniqueFd null(open("/dev/null", O_RDWR | O_CLOEXEC));
  for (std::uint8_t index : {prepared->stdin_index, prepared->stdout_index, prepared->stderr_index}) {
    prepared->fds[index] = null.get();
  }
  const UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, container, 0)));
  const UniqueFd own(open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC));
  return compare(options, "exec probe", {"launch in the keeper", [&] { return pod.run(*prepared); }},
                 {"floor: setns, vfork, exec", [&] { return floor_exec(pidfd.get(), own.get()) == 0; }});
}

bool bench_http_probe(const Options& options, pid_t container) {
  const UniqueFd net_ns(open(("/proc/" + std::to_string(container) + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC));
  const UniqueFd own(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  const TinyServer server(net_ns.get());
  if (!server.ok()) {
    std::fprintf(stderr, "bench: the server does not listen\n");
    return false;
  }
  uv_loop_t loop;
  uv_loop_init(&loop);
  bool good = false;
  {
    config::HttpGetAction get;
    get.port.number = kTinyServerPort;
    bool done = false;
    bool success = false;
    auto probe = runtime::HttpProbe::make(&loop, get, kTinyServerPort, runtime::HttpProbe::Purpose::Probe,
                                          [&](const runtime::ProbeReport& report) {
                                            done = true;
                                            success = report.outcome == core::ProbeOutcome::Success;
                                          });
    const auto ours = [&] {
      done = false;
      probe->start(net_ns.get(), core::Millis(1000));
      while (!done) uv_run(&loop, UV_RUN_ONCE);
      return success;
    };
    good = compare(options, "http probe", {"HttpProbe on the loop", ours},
                   {"floor: blocking GET", [&] { return floor_http(net_ns.get(), own.get(), kTinyServerPort) == 0; }});
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  return good;
}

}  // namespace

bool bench_probes(const Options& options) {
  const BenchPlaces places;
  BenchPod pod(places, "probes");
  if (!pod.ok()) return false;
  const pid_t container = pod.start_waiting_container();
  if (container == 0) {
    std::fprintf(stderr, "bench: the container to probe did not start\n");
    return false;
  }
  const bool good = bench_exec_probe(options, pod, container);
  return bench_http_probe(options, container) && good;
}

}  // namespace peapod::bench
