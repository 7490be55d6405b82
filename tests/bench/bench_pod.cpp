#include "tests/bench/bench_pod.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "tests/support/eventually.h"

namespace peapod::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kAnswerMs = 5000;
constexpr char kPayload[] = PEAPOD_BINARY_DIR "/bench-payload";

// A dying process holds it for a moment; looked at as often as the floor does.
bool remove_group(platform::Cgroup& group) {
  for (int tries = 0; !group.remove(); ++tries) {
    if (tries > 5000) return false;
    usleep(20);
  }
  return true;
}

}  // namespace

BenchPlaces::BenchPlaces() {
  char pattern[] = "/tmp/peapod-bench.XXXXXX";
  top_ = mkdtemp(pattern) != nullptr ? pattern : "";
  for (const char* directory : {"layers/one/proc", "layers/one/dev", "layers/one/tmp", "upper", "work", "target",
                                "floor-upper", "floor-work", "floor-target", "run"}) {
    fs::create_directories(top_ + "/" + directory);
  }
  fs::permissions(top_ + "/run", fs::perms::owner_all);
  fs::copy_file(kPayload, top_ + "/layers/one/payload");
}

BenchPlaces::~BenchPlaces() {
  std::error_code error;
  fs::remove_all(top_, error);
}

platform::RootFilesystem BenchPlaces::root() const {
  platform::RootFilesystem root;
  root.layers_directory = top_ + "/layers";
  root.layers = {"one"};
  root.upper = top_ + "/upper";
  root.work = top_ + "/work";
  root.target = top_ + "/target";
  return root;
}

std::string BenchPlaces::floor_overlay() const {
  return "lowerdir=" + top_ + "/layers/one,upperdir=" + top_ + "/floor-upper,workdir=" + top_ + "/floor-work";
}

BenchPod::BenchPod(const BenchPlaces& places, const std::string& name) : places_(places) {
  auto pause = platform::load_pause_program(PEAPOD_BINARY_DIR "/peapod-pause");
  if (!pause) {
    complain("load peapod-pause", pause.error());
    return;
  }
  pause_ = std::move(*pause);
  null_.reset(open("/dev/null", O_RDWR | O_CLOEXEC));
  std::array<int, 2> report{-1, -1};
  if (pipe2(report.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  report_read_.reset(report[0]);
  report_write_.reset(report[1]);
  auto tree = platform::CgroupTree::open("/sys/fs/cgroup", "bench");
  if (!tree) {
    complain("open cgroups", tree.error());
    return;
  }
  tree_ = std::move(*tree);
  auto group = tree_->group(name);
  if (!group) {
    complain("make the pod's group", group.error());
    return;
  }
  group_ = std::move(*group);
  auto keeper_group = group_->child("keeper");
  if (!keeper_group) {
    complain("make the keeper's group", keeper_group.error());
    return;
  }
  keeper_group_ = std::move(*keeper_group);

  platform::KeeperSpec spec;
  spec.socket_path = places.top() + "/run/keeper.sock";
  spec.hostname = name;
  spec.cgroup_procs = keeper_group_->procs();
  auto keeper = platform::KeeperClient::start(spec, pause_.get());
  if (!keeper) {
    complain("start a keeper", keeper.error());
    return;
  }
  keeper_.emplace(std::move(*keeper));
  ok_ = true;
}

BenchPod::~BenchPod() {
  if (keeper_) {
    if (waiting_id_ != 0) {
      (void)keeper_->signal(waiting_id_, SIGKILL);
      await(waiting_id_, nullptr, platform::KeeperReport::Kind::Exited);
      (void)keeper_->release(waiting_id_);
    }
    (void)keeper_->quit();
    pollfd dead{keeper_->fd(), POLLIN, 0};
    while (poll(&dead, 1, kAnswerMs) > 0 && keeper_->receive([](const platform::KeeperReport&) {})) {
    }
    waitpid(keeper_->pid(), nullptr, 0);
  }
  for (auto* group : {&waiting_group_, &keeper_group_, &group_}) {
    if (*group && !remove_group(**group)) std::fprintf(stderr, "bench: left behind: %s\n", (*group)->path().c_str());
  }
}

bool BenchPod::complain(const char* what, const Error& error) {
  std::fprintf(stderr, "bench: %s: %s\n", what, error.message().c_str());
  return false;
}

std::optional<platform::PreparedLaunch> BenchPod::prepare(const platform::Cgroup& group,
                                                          const std::vector<std::string>& argv) {
  platform::ContainerDescription description;
  description.root = places_.root();
  description.argv = argv;
  description.env = {"PATH=/"};
  description.credentials.capabilities = platform::default_capabilities();
  description.cgroup.procs = group.procs();
  description.cgroup.into = group.clone_into();
  description.cgroup.v2 = tree_->features().mode == platform::CgroupFeatures::Mode::V2;
  description.cgroup.v1_controllers = tree_->features().v1_controllers;
  description.stdio.in = null_.get();
  description.stdio.out = null_.get();
  description.stdio.err = null_.get();
  auto prepared = platform::prepare_container(description);
  if (prepared) return std::move(*prepared);
  complain("prepare a container", prepared.error());
  return std::nullopt;
}

bool BenchPod::launch(platform::LaunchId id, platform::PreparedLaunch& launch) {
  launch.fds[launch.report_index] = report_write_.get();
  auto asked = keeper_->launch(id, launch.plan, launch.fds, {});
  return asked || complain("launch", asked.error());
}

bool BenchPod::await(platform::LaunchId id, const platform::Plan* plan, platform::KeeperReport::Kind kind) {
  using Kind = platform::KeeperReport::Kind;
  bool found = false;
  pollfd readable{keeper_->fd(), POLLIN, 0};
  while (!found) {
    platform::ChildFailure failure;
    bool failed = poll(&readable, 1, kAnswerMs) <= 0;
    failed = failed || !keeper_->receive([&](const platform::KeeperReport& report) {
      if (report.id != id) return;
      last_pid_ = report.pid;
      failure = {report.step, report.error};
      failed = report.kind == Kind::LaunchFailed ||
               (report.kind == Kind::Exited && plan != nullptr && report.wait_status != 0);
      found = report.kind == kind;
    });
    if (!failed) continue;
    if (read(report_read_.get(), &failure, sizeof failure) > 0 || failure.error != 0) {
      std::fprintf(stderr, "bench: %s\n", plan != nullptr ? platform::failure_text(*plan, failure).c_str() : "keeper");
    }
    return false;
  }
  return true;
}

bool BenchPod::run(platform::PreparedLaunch& prepared) {
  const platform::LaunchId id = ++last_id_;
  return launch(id, prepared) && await(id, &prepared.plan, platform::KeeperReport::Kind::Exited) &&
         keeper_->release(id);
}

bool BenchPod::run_container() {
  auto group = group_->child("container-" + std::to_string(last_id_));
  if (!group) return complain("make a container's group", group.error());
  platform::CgroupLimits limits;
  limits.cpu_milli = 500;
  limits.memory_bytes = 64 << 20;
  limits.pids = 64;
  if (auto set = (*group)->set(limits); !set) return complain("set limits", set.error());
  auto prepared = prepare(**group, {"/payload"});
  return prepared && run(*prepared) && remove_group(**group);
}

pid_t BenchPod::start_waiting_container() {
  auto group = group_->child("waiting");
  if (!group) return complain("make a container's group", group.error()) ? 1 : 0;
  waiting_group_ = std::move(*group);
  auto prepared = prepare(*waiting_group_, {"/payload", "wait"});
  if (!prepared) return 0;
  waiting_id_ = ++last_id_;
  if (!launch(waiting_id_, *prepared)) return 0;
  if (!await(waiting_id_, &prepared->plan, platform::KeeperReport::Kind::Launched)) return 0;
  // Its exec has happened when its program is the payload: before that its mounts are not complete.
  const fs::path exe = "/proc/" + std::to_string(last_pid_) + "/exe";
  const bool started = test::eventually(std::chrono::seconds(5), [&] {
    std::error_code error;
    return fs::read_symlink(exe, error) == "/payload";
  });
  return started ? last_pid_ : 0;
}

platform::ExecDescription BenchPod::exec_description(pid_t pid) {
  const auto open_ns = [&](const std::string& path) {
    namespaces_.emplace_back(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return namespaces_.back().get();
  };
  const std::string ns = "/proc/" + std::to_string(pid) + "/ns/";
  platform::ExecDescription description;
  description.pid_ns = open_ns(ns + "pid");
  description.mnt_ns = open_ns(ns + "mnt");
  description.cgroup_ns = open_ns(ns + "cgroup");
  description.own_pid_ns = open_ns("/proc/self/ns/pid");
  description.argv = {"/payload"};
  description.env = {"PATH=/"};
  description.credentials.capabilities = platform::default_capabilities();
  description.cgroup.procs = waiting_group_->procs();
  return description;
}

}  // namespace peapod::bench
