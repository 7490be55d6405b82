#include "firmware-agent/runtime/kernel_container.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "firmware-agent/runtime/cgroup_limits.h"
#include "firmware-agent/runtime/exec_session.h"
#include "firmware-agent/runtime/hook_runner.h"
#include "firmware-agent/runtime/image_choice.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/log_paths.h"
#include "firmware-agent/runtime/placement.h"
#include "firmware-agent/runtime/pod_volumes.h"
#include "firmware-agent/runtime/probe_runner.h"
#include "firmware-agent/runtime/termination_message.h"
#include "platform/launch/signals.h"
#include "platform/volumes/removal.h"

namespace peapod::runtime {

std::string log_link(const Node& node, const config::Pod& pod, const std::string& container,
                     std::string_view container_id) {
  const std::string_view id = container_id.substr(container_id.rfind('/') + 1);
  return container_log_link(node.options.paths.log, pod.metadata.name, pod.metadata.namespace_, container, id);
}

KernelContainer::KernelContainer(PodContext& context, core::ContainerIndex index, core::LaunchNumber launch,
                                 std::int32_t restart_count, const ContainerDetail& detail)
    : context_(context), index_(index), launch_(launch), restart_count_(restart_count), detail_(detail) {
  const std::string own = "/containers/" + spec().name;
  places_.root_target = context.sandbox.run_directory() + own + "/rootfs";
  places_.termination_log = context.sandbox.run_directory() + own + "/termination-log." + std::to_string(launch);
  scratch_directory_ = context.sandbox.lib_directory() + own + "/" + std::to_string(launch);
  places_.upper = scratch_directory_ + "/upper";
  places_.work = scratch_directory_ + "/work";
}

void KernelContainer::choose_image(std::function<void(const ImageAnswer&)> chosen) {
  runtime::choose_image(context_.node, spec(),
                        [this, alive = std::weak_ptr(alive_), chosen = std::move(chosen)](ImageChoice choice) {
                          if (alive.expired()) return;
                          if (choice.failure) return chosen({std::move(choice.failure), {}});
                          image_ = std::move(choice.image);
                          const std::string box = std::string(platform::kHostImage);
                          chosen({std::nullopt,
                                  !image_                       ? box
                                  : image_->repo_digest.empty() ? image_->id
                                                                : image_->repo_digest,
                                  platform::signal_name(stop_signal(spec(), image_))});
                        });
}

Result<void> KernelContainer::make_places() {
  for (const std::string& directory : {places_.root_target, places_.upper, places_.work}) {
    if (!image_ && directory != places_.root_target) continue;
    if (Result<void> made = make_directory(directory, directory == places_.upper ? 0755 : 0700); !made) return made;
  }
  const UniqueFd file(::open(places_.termination_log.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  if (!file) return Error{errno, "create '" + places_.termination_log + "'"};
  ::fchmod(file.get(), 0666);  // Written by whatever user the container has (kubelet: the same mode).
  return {};
}

static std::uint32_t random_number() {
  std::uint32_t number = 0;
  (void)!::getrandom(&number, sizeof number, GRND_NONBLOCK);
  return number;
}

static std::string cgroup_name(const std::string& container, core::LaunchNumber launch) {
  return container + "." + std::to_string(launch);
}

Result<void> KernelContainer::make_cgroup() {
  const std::string name = cgroup_name(spec().name, launch_);
  platform::Cgroup& pod = context_.sandbox.cgroup();
  Result<std::unique_ptr<platform::Cgroup>> group = pod.child(name);
  if (!group && group.error().code == EEXIST) {
    // An agent that died between making it and launching into it: nothing runs there.
    if (auto stale = pod.open_child(name)) (void)(*stale)->remove();
    group = pod.child(name);
  }
  if (!group) return group.error();
  cgroup_ = std::move(*group);
  return cgroup_->set(container_limits(context_.pod.spec, spec(), context_.node.options.enforcement));
}

std::optional<SetupFailure> KernelContainer::describe() {
  const ContainerInput input{context_.node,
                             context_.pod,
                             spec(),
                             image_,
                             places_,
                             context_.sandbox.run_directory(),
                             context_.sandbox.lib_directory()};
  return describe_container(input, description_);
}

// An ephemeral container joins the processes of its target (kubelet 1.36 kuberuntime_container.go getTargetID).
std::optional<SetupFailure> KernelContainer::choose_pid_namespace() {
  using Pid = platform::ContainerDescription::Pid;
  const std::string& target = spec().target_container_name;
  description_.joined_pid_ns = context_.sandbox.shared_pid_ns();
  if (target.empty() || description_.pid != Pid::Own) return std::nullopt;
  const auto running = context_.pid_namespaces.find(target);
  if (running == context_.pid_namespaces.end()) {
    return SetupFailure{core::StartFailure::CreateContainerConfigError, "unable to find target container " + target};
  }
  description_.pid = Pid::Joined;
  description_.joined_pid_ns = running->second;
  return std::nullopt;
}

std::optional<SetupFailure> KernelContainer::launch() {
  if (auto failure = describe()) return failure;
  if (auto failure = choose_pid_namespace()) return failure;
  if (Result<void> asked = ask_keeper(); !asked) {
    return SetupFailure{core::StartFailure::CreateContainerError, asked.error().message()};
  }
  stdio_.close_child_ends();
  report_write_.reset();
  return std::nullopt;
}

Result<void> KernelContainer::ask_keeper() {
  if (Result<void> made = make_places(); !made) return made;
  if (Result<void> made = make_cgroup(); !made) return made;
  if (Result<void> opened = stdio_.open(spec(), description_.credentials.uid); !opened) return opened;
  int report[2];
  if (::pipe2(report, O_CLOEXEC | O_NONBLOCK) != 0) return Error{errno, "pipe"};
  report_read_.reset(report[0]);
  report_write_.reset(report[1]);

  description_.stdio = stdio_.child_ends();
  description_.cgroup = place_in(context_.node, *cgroup_);
  description_.own_pid_ns = context_.sandbox.keeper_pid_ns();
  Result<platform::PreparedLaunch> prepared = platform::prepare_container(description_);
  if (!prepared) return prepared.error();
  prepared_ = std::move(*prepared);
  prepared_->fds[prepared_->report_index] = report_write_.get();

  std::vector<int> ours = stdio_.to_hold();
  ours.push_back(report_read_.get());
  if (Result<void> logging = start_logging(); !logging) return logging;
  std::vector<std::uint8_t> hold;
  std::vector<int> fds = prepared_->fds;
  for (int fd : ours) {
    hold.push_back(static_cast<std::uint8_t>(fds.size()));
    fds.push_back(fd);
  }
  return context_.sandbox.launch(launch_, prepared_->plan, fds, hold);
}

Result<void> KernelContainer::start_logging() {
  const std::string directory = container_log_directory(context_.log_directory, spec().name);
  if (Result<void> made = make_log_directory(directory); !made) return made;
  log_file_ = container_log_file(directory, restart_count_);
  if (!detail_.last_container_id.empty()) {
    (void)unlink_container_log(log_link(context_.node, context_.pod, spec().name, detail_.last_container_id));
  }
  const std::string link = log_link(context_.node, context_.pod, spec().name, detail_.container_id);
  if (Result<void> linked = link_container_log(link, log_file_); !linked) return linked;
  const AgentOptions& options = context_.node.options;
  Result<std::unique_ptr<LogWriter>> writer =
      LogWriter::open(directory, restart_count_, {options.log_max_bytes, options.log_max_files});
  if (!writer) return writer.error();
  return stdio_.pump_into(context_.node.loop, std::move(*writer));
}

void KernelContainer::adopt(platform::KeeperEntry&& entry) {
  taken_over_ = context_.node.clock.now();
  if (!is_host_image(spec())) image_ = context_.node.images->find(*platform::parse_image_reference(spec().image));
  (void)describe();  // For execs: a failure here leaves the running process alone.
  auto group = context_.sandbox.cgroup().open_child(cgroup_name(spec().name, launch_));
  if (group) {
    cgroup_ = std::move(*group);
    description_.cgroup = place_in(context_.node, *cgroup_);
  }
  stdio_.adopt(spec(), entry.held);
  if (!entry.held.empty()) report_read_ = std::move(entry.held.front());
  if (Result<void> logging = start_logging(); !logging) {
    log_line("pod %s container %s: %s; its output is lost", context_.pod.metadata.name.c_str(), spec().name.c_str(),
             logging.error().message().c_str());
  }
}

void KernelContainer::watch_exec(std::function<void()> readable) {
  readable_ = std::move(readable);
  report_watch_ = watch_fd(context_.node.loop, report_read_.get(), UV_READABLE, this,
                           [](uv_poll_t* poll, int, int) { static_cast<KernelContainer*>(poll->data)->readable_(); });
}

// End of file: the exec has happened and closed the pipe. Eight bytes: it never will.
ExecProgress KernelContainer::exec_progress() {
  ExecProgress progress;
  if (report_read_) {
    const ssize_t got = ::read(report_read_.get(), &progress.failure, sizeof progress.failure);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return progress;
    report_watch_.reset();
    report_read_.reset();
    progress.state =
        got == static_cast<ssize_t>(sizeof progress.failure) ? ExecProgress::State::Failed : ExecProgress::State::Done;
  }
  return progress;
}

SetupFailure KernelContainer::explain(const platform::ChildFailure& failure) const {
  if (!prepared_) return {core::StartFailure::StartError, "it could not be started; an earlier agent knew why", 128};
  return {core::StartFailure::StartError, platform::failure_text(prepared_->plan, failure),
          platform::failure_exit_code(prepared_->plan, failure)};
}

void KernelContainer::started(pid_t pid) {
  const std::string base = "/proc/" + std::to_string(pid) + "/ns/";
  const auto open = [&](const char* name) { return UniqueFd(::open((base + name).c_str(), O_RDONLY | O_CLOEXEC)); };
  if (!context_.pod.spec.host_pid) pid_ns_ = open("pid");
  if (pid_ns_) context_.pid_namespaces[spec().name] = pid_ns_.get();
  mnt_ns_ = open("mnt");
  cgroup_ns_ = open("cgroup");
}

void KernelContainer::stop() { context_.sandbox.signal(launch_, stop_signal(spec(), image_)); }

void KernelContainer::kill() {
  if (cgroup_) (void)cgroup_->kill();
  context_.sandbox.signal(launch_, SIGKILL);
}

Result<void> KernelContainer::resize() {
  if (!cgroup_) return Error{ENOENT, "the container's cgroup"};
  return cgroup_->set(container_limits(context_.pod.spec, spec(), context_.node.options.enforcement));
}

std::optional<std::int64_t> KernelContainer::memory_usage() { return memory_usage_of(cgroup_.get()); }

ContainerEnd KernelContainer::end(int exit_code, bool by_sigkill) {
  ContainerEnd end;
  forget_pid_namespace();
  if (cgroup_) {
    (void)cgroup_->kill();  // What it left behind, where the kernel has not killed a PID namespace with it.
    const Result<platform::CgroupUsage> usage = cgroup_->usage();
    end.oom_killed = by_sigkill && usage && usage->oom_kills > 0;
  }
  stdio_.finish();
  end.message = read_termination_message(spec(), places_.termination_log, log_file_, exit_code);
  return end;
}

void KernelContainer::forget_pid_namespace() {
  const auto own = context_.pid_namespaces.find(spec().name);
  if (own != context_.pid_namespaces.end() && own->second == pid_ns_.get()) context_.pid_namespaces.erase(own);
}

void KernelContainer::clean_up() {
  forget_pid_namespace();
  report_watch_.reset();
  report_read_.reset();
  report_write_.reset();
  stdio_.finish();
  pid_ns_.reset();
  mnt_ns_.reset();
  cgroup_ns_.reset();
  if (cgroup_) {
    context_.node.leftovers->end(std::move(cgroup_));
  }
  context_.node.leftovers->remove("directory " + scratch_directory_,
                                  [directory = scratch_directory_] { return platform::remove_tree(directory); });
}

std::unique_ptr<ProbeVerbs> KernelContainer::probe(core::ProbeKind kind) {
  const core::Millis period = probe_of(spec(), kind).period_seconds * 1000;
  const core::Millis age = context_.node.clock.now() - taken_over_.value_or(core::Time{});
  return std::make_unique<ProbeRunner>(context_, *this, kind,
                                       taken_over_ ? first_probe_delay(age, period, random_number()) : 0);
}

std::unique_ptr<HookVerbs> KernelContainer::hook(core::Hook hook) {
  return std::make_unique<HookRunner>(context_, *this, hook);
}

std::unique_ptr<ExecSession> KernelContainer::exec(const ExecRequest& request, ExecCallbacks callbacks,
                                                   Refusal& refusal) {
  return start_exec_session(context_, *this, request, std::move(callbacks), refusal);
}

Result<platform::PreparedLaunch> KernelContainer::prepare_exec(const std::vector<std::string>& command,
                                                               bool tty) const {
  platform::ExecDescription exec;
  exec.pid_ns = context_.sandbox.shared_pid_ns() >= 0 ? context_.sandbox.shared_pid_ns() : pid_ns_.get();
  exec.mnt_ns = mnt_ns_.get();
  exec.cgroup_ns = cgroup_ns_.get();
  exec.own_pid_ns = context_.sandbox.keeper_pid_ns();
  exec.argv = command;
  exec.env = description_.env;
  exec.working_dir = description_.working_dir;
  exec.credentials = description_.credentials;
  exec.cgroup = description_.cgroup;
  exec.oom_score_adj = description_.oom_score_adj;
  exec.tty = tty;
  exec.host_pid = context_.pod.spec.host_pid;
  return platform::prepare_exec(exec);
}

}  // namespace peapod::runtime
