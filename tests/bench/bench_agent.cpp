// The whole agent: from `create` on its API to the first instruction of the container, and what it and a
// keeper weigh.

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

#include "tests/bench/bench_pod.h"
#include "tests/bench/floor.h"
#include "tests/bench/measure.h"
#include "tests/integration/support/agent.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::bench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// One request on a connection of its own; the reply's status, 0 when there was none.
int request(const std::string& socket_path, const std::string& method, const std::string& path,
            const std::string& body) {
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.size() >= sizeof address.sun_path) return 0;
  std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
  if (connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 0;
  const std::string text = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                           "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                           "\r\n\r\n" + body;
  if (send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) return 0;
  char reply[64] = {};
  if (recv(socket.get(), reply, sizeof reply - 1, 0) < 12) return 0;
  return std::atoi(reply + 9);
}

std::string pod_json(const std::string& name, const std::string& directory, const std::string& arguments) {
  return R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + name +
         R"("},"spec":{"restartPolicy":"Never","terminationGracePeriodSeconds":0,"volumes":[{"name":"b","hostPath":{"path":")" +
         directory + R"("}}],"containers":[{"name":"c","image":"busybox","imagePullPolicy":"Never","command":[)" +
         arguments +
         R"(],"volumeMounts":[{"name":"b","mountPath":"/bench"}],"resources":{"limits":{"cpu":"500m","memory":"64Mi"}}}]}})";
}

// From the request to the payload's first system call.
double start_through_api(const test::Agent& agent, const std::string& directory, const std::string& name) {
  const std::string socket = agent.root() + "/run/peapod.sock";
  const std::string stamp = directory + "/stamp";
  fs::remove(stamp);
  const std::string json = pod_json(name, directory, R"("/bench/payload","stamp","/bench/stamp")");
  const double start = now_us();
  if (const int status = request(socket, "POST", "/api/v1/namespaces/default/pods", json); status != 201) {
    std::fprintf(stderr, "bench: create answered %d\n", status);
    return -1;
  }
  const bool stamped = test::eventually(20s, [&] { return test::read_text(stamp).find('\n') != std::string::npos; });
  const double started = stamped ? std::atof(test::read_text(stamp).c_str()) / 1e3 : 0;
  request(socket, "DELETE", "/api/v1/namespaces/default/pods/" + name, R"({"gracePeriodSeconds":0})");
  const bool gone = test::eventually(20s, [&] { return agent.pods().empty(); });
  if (!stamped || !gone) {
    std::fprintf(stderr, "bench: the pod did not %s\n", stamped ? "go" : "start");
    return -1;
  }
  return started - start;
}

double smaps_kilobytes(pid_t pid, const std::string& key) {
  const std::string rollup = test::read_text("/proc/" + std::to_string(pid) + "/smaps_rollup");
  const std::size_t at = rollup.find("\n" + key + ":");
  return at == std::string::npos ? -1 : std::atof(rollup.c_str() + at + key.size() + 2);
}

void print_memory(const std::string& figure, const std::string& name, pid_t pid) {
  for (const char* key : {"Rss", "Pss", "Private_Clean", "Private_Dirty"}) {
    print_value(figure, name + ", " + key, smaps_kilobytes(pid, key), "KB");
  }
}

bool measure_memory(const test::Agent& agent, const std::string& directory) {
  const std::string json = pod_json("memory", directory, R"("/bench/payload","wait")");
  request(agent.root() + "/run/peapod.sock", "POST", "/api/v1/namespaces/default/pods", json);
  const bool running = test::eventually(20s, [&] {
    const auto pod = agent.pod("memory");
    return pod && pod->ready;
  });
  if (!running) {
    std::fprintf(stderr, "bench: the pod to weigh the agent with does not run\n");
    return false;
  }
  print_memory("agent memory", "agent with one pod", agent.pid());
  for (pid_t pid : test::pod_processes(agent.pod("memory")->uid)) {
    if (test::read_text("/proc/" + std::to_string(pid) + "/comm") == "pause\n")
      print_memory("keeper memory", "keeper", pid);
  }
  // The floor of a process that waits: the payload.
  const pid_t floor = test::start_command({PEAPOD_BINARY_DIR "/bench-payload", "wait"}, {}, "/dev/null");
  test::eventually(5s,
                   [&] { return test::read_text("/proc/" + std::to_string(floor) + "/comm") == "bench-payload\n"; });
  print_memory("keeper memory", "floor: waits, no C library", floor);
  kill(floor, SIGKILL);
  waitpid(floor, nullptr, 0);
  return true;
}

}  // namespace

bool bench_agent(const Options& options) {
  const BenchPlaces places;
  const std::string directory = places.top() + "/layers/one";
  const std::string root = places.top() + "/agent";
  fs::create_directories(root);
  test::Agent agent(root);
  if (!agent.add_image("busybox") || !agent.start({"--on-exit=stop"})) {
    std::fprintf(stderr, "bench: the agent did not start:\n%s", test::read_text(agent.log_path()).c_str());
    return false;
  }
  const std::string overlay = places.floor_overlay();
  const std::string target = places.floor_target();
  const floor_places floor{overlay.c_str(), target.c_str(), "floor"};
  int number = 0;
  bool good = start_through_api(agent, directory, "first") >= 0;  // Unpacks the image.
  good =
      good && compare_self_timed(options, "agent pod start",
                                 {"API create to first instruction",
                                  [&] { return start_through_api(agent, directory, "p" + std::to_string(number++)); }},
                                 {"floor: whole life of a pod", [&] {
                                    const double start = now_us();
                                    return floor_container(&floor, FLOOR_NEW_NETWORK) == 0 ? now_us() - start : -1.0;
                                  }});
  if (std::string("agent memory, keeper memory").find(options.filter) != std::string::npos) {
    good = measure_memory(agent, directory) && good;
  }
  if (agent.stop() != 0) {
    std::fprintf(stderr, "bench: the agent did not stop well:\n%s", test::read_text(agent.log_path()).c_str());
    good = false;
  }
  return good;
}

}  // namespace peapod::bench
