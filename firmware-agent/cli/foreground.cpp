#include "firmware-agent/cli/foreground.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "firmware-agent/cli/target.h"

namespace peapod::cli {
namespace {

Result<std::unique_ptr<WatchLines>> watch_all(const ApiClient& client, std::string_view resource) {
  Reply refused;
  auto watch = open_watch(client, target(resource, {}, {}), kAsJson, {}, refused);
  if (watch && !*watch) return Error{0, "the agent refuses a watch of " + std::string(resource)};
  return watch;
}

}  // namespace

Foreground::Foreground(const ApiClient& client, const std::vector<config::Pod>& pods) : client_(client), logs_(client) {
  for (const config::Pod& pod : pods) {
    pods_.push_back({{pod.metadata.namespace_, pod.metadata.name, std::nullopt}, {}, {}, false});
  }
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

Result<void> Foreground::open() {
  auto pods = watch_all(client_, "pods");
  if (!pods) return std::move(pods.error());
  auto events = watch_all(client_, "events");
  if (!events) return std::move(events.error());
  pod_watch_ = std::move(*pods);
  event_watch_ = std::move(*events);
  return {};
}

Foreground::Followed* Foreground::find(std::string_view ns, std::string_view name) {
  for (Followed& pod : pods_) {
    if (pod.deletion.namespace_ == ns && pod.deletion.name == name) return &pod;
  }
  return nullptr;
}

void Foreground::on_pod(const Json& event) {
  const Json& object = at(event, "object");
  Followed* pod = find(text_at(object, {"metadata", "namespace"}), text_at(object, {"metadata", "name"}));
  if (pod == nullptr) return;
  const std::string_view uid = text_at(object, {"metadata", "uid"});
  pod->gone = text_at(event, {"type"}) == "DELETED" && (pod->uid.empty() || pod->uid == uid);
  pod->uid = uid;
  pod->phase = text_at(object, {"status", "phase"});
  if (!pod->gone) logs_.follow(object);
}

void Foreground::on_event(const Json& event) {
  const Json& object = at(event, "object");
  const Followed* pod =
      find(text_at(object, {"involvedObject", "namespace"}), text_at(object, {"involvedObject", "name"}));
  if (pod == nullptr || text_at(event, {"type"}) == "DELETED") return;
  std::printf("%s %s: %s\n", pod->deletion.name.c_str(), scalar_text(at(object, "reason")).c_str(),
              scalar_text(at(object, "message")).c_str());
  std::fflush(stdout);
}

Result<void> Foreground::delete_all(std::optional<std::int64_t> grace_seconds) {
  for (Followed& pod : pods_) {
    if (pod.gone) continue;
    pod.deletion.grace_seconds = grace_seconds;
    auto reply = request_deletion(client_, pod.deletion);
    if (!reply) return std::move(reply.error());
    if (reply->status == 404) pod.gone = true;
    if (!reply->ok() && reply->status != 404) complain(*reply);
  }
  return {};
}

Result<void> Foreground::on_signal() {
  signalfd_siginfo info;
  while (read(signals_.get(), &info, sizeof info) == sizeof info) {
  }
  interruptions_ += 1;
  if (interruptions_ > 1) return delete_all(0);
  std::fprintf(stderr, "stopping gracefully; again to kill\n");
  return delete_all(std::nullopt);
}

Result<void> Foreground::turn() {
  std::vector<pollfd> fds = {
      {signals_.get(), POLLIN, 0}, {pod_watch_->fd(), POLLIN, 0}, {event_watch_->fd(), POLLIN, 0}};
  logs_.add_to(fds);
  if (poll(fds.data(), fds.size(), -1) < 0) {
    if (errno == EINTR) return {};
    return Error{errno, "poll"};
  }
  for (std::size_t i = 3; i < fds.size(); ++i) logs_.handle(fds[i]);
  for (const std::size_t i : {std::size_t{2}, std::size_t{1}}) {
    if (fds[i].revents == 0) continue;
    WatchLines& watch = i == 1 ? *pod_watch_ : *event_watch_;
    auto more = watch.read([&](const Json& event) {
      i == 1 ? on_pod(event) : on_event(event);
      return true;
    });
    if (!more) return std::move(more.error());
    if (!*more) return Error{ECONNRESET, "the agent has ended the watch"};
  }
  return fds[0].revents != 0 ? on_signal() : Result<void>();
}

bool Foreground::all_gone() const {
  return std::all_of(pods_.begin(), pods_.end(), [](const Followed& pod) { return pod.gone; });
}

bool Foreground::all_ended() const {
  return logs_.idle() && std::all_of(pods_.begin(), pods_.end(), [](const Followed& pod) {
           return pod.gone || pod.phase == "Succeeded" || pod.phase == "Failed";
         });
}

Result<bool> Foreground::follow() {
  if (auto opened = open(); !opened) return std::move(opened.error());
  while (interruptions_ == 0 ? !all_ended() : !all_gone()) {
    if (auto done = turn(); !done) return std::move(done.error());
  }
  return std::none_of(pods_.begin(), pods_.end(), [](const Followed& pod) { return pod.phase == "Failed"; });
}

Result<void> Foreground::clean_up() {
  if (auto asked = delete_all(std::nullopt); !asked) return asked;
  while (!all_gone()) {
    if (auto done = turn(); !done) return done;
  }
  return {};
}

}  // namespace peapod::cli
