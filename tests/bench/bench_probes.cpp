// Probes of a running container: exec through the keeper, and httpGet from the agent's loop.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include <array>
#include <cstdio>
#include <string>

#include "firmware-agent/runtime/http_probe.h"
#include "tests/bench/bench_pod.h"
#include "tests/bench/floor.h"
#include "tests/bench/measure.h"

namespace peapod::bench {
namespace {

constexpr std::uint16_t kPort = 8080;

// A server in a child process that answers every connection with 200, in the network namespace given.
class TinyServer {
 public:
  explicit TinyServer(int net_ns) {
    std::array<int, 2> listening{};
    if (pipe2(listening.data(), O_CLOEXEC) != 0) return;
    pid_ = fork();
    if (pid_ == 0) serve(net_ns, listening[1]);
    close(listening[1]);
    char ready = 0;
    ok_ = read(listening[0], &ready, 1) == 1;
    close(listening[0]);
  }
  ~TinyServer() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;
  bool ok() const { return ok_; }

 private:
  [[noreturn]] static void serve(int net_ns, int ready) {
    static constexpr char kReply[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (setns(net_ns, CLONE_NEWNET) != 0) _exit(1);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(kPort);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 16) != 0)
      _exit(1);
    if (write(ready, "r", 1) != 1) _exit(1);
    for (;;) {
      const int connection = accept(listener, nullptr, nullptr);
      std::array<char, 2048> request;
      if (recv(connection, request.data(), request.size(), 0) > 0)
        send(connection, kReply, sizeof kReply - 1, MSG_NOSIGNAL);
      close(connection);
    }
  }

  pid_t pid_ = 0;
  bool ok_ = false;
};

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
    get.port.number = kPort;
    bool done = false;
    bool success = false;
    auto probe = runtime::HttpProbe::make(&loop, get, kPort, runtime::HttpProbe::Purpose::Probe,
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
                   {"floor: blocking GET", [&] { return floor_http(net_ns.get(), own.get(), kPort) == 0; }});
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
