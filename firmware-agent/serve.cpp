#include "firmware-agent/serve.h"

#include <sys/resource.h>
#include <uv.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "firmware-agent/api/server.h"
#include "firmware-agent/runtime/agent.h"
#include "firmware-agent/runtime/liveness.h"
#include "firmware-agent/runtime/log_line.h"
#include "platform/sys/inherited_fds.h"
#include "platform/sys/own_pages.h"

namespace peapod {
namespace {

struct Running {
  uv_loop_t loop{};
  std::unique_ptr<runtime::Agent> agent;
  std::unique_ptr<api::Server> server;
  std::unique_ptr<runtime::Liveness> liveness;
  uv_signal_t terminate{};
  uv_signal_t interrupt{};
  uv_timer_t settled{};
  std::unique_ptr<runtime::PodControl::Subscription> changes;
  bool stop_pods = false;
  bool stopping = false;
  bool leaving = false;
};

// Crash-only: what must survive is on record already, so leaving is an exit and nothing else. Pods that run are the
// keepers' and do not notice.
void leave(Running& running) {
  if (std::exchange(running.leaving, true)) return;
  running.liveness->leave();
  running.agent->remove_empty_cgroups();
  running.server->stop([] { std::_Exit(0); });
}

void on_signal(uv_signal_t* handle, int number) {
  auto& running = *static_cast<Running*>(handle->data);
  if (!running.stop_pods || std::exchange(running.stopping, true)) {
    runtime::log_line("signal %d: leaving; pods that run go on for the next agent", number);
    return leave(running);
  }
  runtime::log_line("signal %d: stopping all pods", number);
  running.liveness->stopping();
  running.agent->stop_pods([&running] {
    runtime::log_line("all pods have stopped");
    leave(running);
  });
}

void watch_signal(Running& running, uv_signal_t& handle, int number) {
  uv_signal_init(&running.loop, &handle);
  handle.data = &running;
  uv_signal_start(&handle, on_signal, number);
}

// Reading manifests and starting pods takes most of the program, watching over them a small part. So some time after
// the last change what is not in use goes.
void drop_pages_when_settled(Running& running) {
  constexpr std::uint64_t kQuietMs = 10'000;
  uv_timer_init(&running.loop, &running.settled);
  const auto begin = [&running] {
    uv_timer_start(
        &running.settled, [](uv_timer_t*) { platform::sys::unmap_own_pages(); }, kQuietMs, 0);
  };
  running.changes = running.agent->subscribe([begin](const runtime::Change&) { begin(); });
  begin();
}

// A container takes about ten descriptors.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// A board without its watchdog, or a manager that cannot be reached, is no reason to leave the pods unserved.
std::unique_ptr<runtime::Liveness> watch_over(Running& running, const runtime::AgentOptions& options) {
  Result<platform::ServiceManager> manager = platform::ServiceManager::take_from_environment();
  if (!manager) runtime::log_line("%s; continuing without", manager.error().message().c_str());
  std::optional<platform::HardwareWatchdog> hardware;
  if (!options.watchdog.empty()) {
    auto opened = platform::HardwareWatchdog::open(options.watchdog, options.watchdog_timeout_seconds);
    if (opened) {
      runtime::log_line("%s resets the box after %d s without a ping", opened->path().c_str(),
                        opened->timeout_seconds());
      hardware.emplace(*std::move(opened));
    } else {
      runtime::log_line("%s; continuing without a watchdog", opened.error().message().c_str());
    }
  }
  return std::make_unique<runtime::Liveness>(&running.loop, manager ? *std::move(manager) : platform::ServiceManager(),
                                             std::move(hardware),
                                             [&agent = *running.agent] { return agent.pod_count(); });
}

int fail(const Error& error) {
  std::fprintf(stderr, "peapod agent: %s\n", error.message().c_str());
  return 1;
}

}  // namespace

int serve(const runtime::AgentOptions& options, const std::string& socket_path) {
  std::signal(SIGPIPE, SIG_IGN);
  (void)platform::sys::mark_inherited_close_on_exec();  // What a shell left open is nobody's business in a container.
  raise_descriptor_limit();
  auto running = std::make_unique<Running>();
  uv_loop_init(&running->loop);
  running->stop_pods = options.stop_pods_on_exit;

  Result<std::unique_ptr<runtime::Node>> node = runtime::Node::open(&running->loop, options);
  if (!node) return fail(node.error());
  running->agent = std::make_unique<runtime::Agent>(&running->loop, std::move(*node));
  running->server = std::make_unique<api::Server>(&running->loop, *running->agent, socket_path);
  // The socket is the lock: a second agent on the same root stops here, before it touches a pod.
  if (Result<void> listening = running->server->start(); !listening) return fail(listening.error());
  running->liveness = watch_over(*running, options);
  drop_pages_when_settled(*running);
  running->agent->start([&liveness = *running->liveness] { liveness.ready(); });
  watch_signal(*running, running->terminate, SIGTERM);
  watch_signal(*running, running->interrupt, SIGINT);
  runtime::log_line("peapod agent: node %s, API on %s", running->agent->node_name().c_str(), socket_path.c_str());
  uv_run(&running->loop, UV_RUN_DEFAULT);
  return 0;
}

}  // namespace peapod
