#include "firmware-agent/cli/log_follower.h"

#include <cstdio>

#include "firmware-agent/cli/target.h"

namespace peapod::cli {

void LogFollower::follow(const Json& pod) {
  for (const std::string_view list : {"initContainerStatuses", "containerStatuses"}) {
    for (const Json& status : items(at(pod, {"status", list}))) follow_container(pod, status);
  }
}

void LogFollower::follow_container(const Json& pod, const Json& status) {
  const bool has_run = at(status, {"state", "running"}).IsObject() || at(status, {"state", "terminated"}).IsObject() ||
                       at(status, {"lastState", "terminated"}).IsObject();
  const Json& count = at(status, "restartCount");
  if (!has_run || !count.IsInt64()) return;
  const std::string container(text_at(status, {"name"}));
  const std::string key = std::string(text_at(pod, {"metadata", "uid"})) + "/" + container;
  const auto known = followed_.find(key);
  if (known != followed_.end() && known->second >= count.GetInt64()) return;

  const std::string_view name = text_at(pod, {"metadata", "name"});
  HttpRequest request;
  request.target = target("pods", text_at(pod, {"metadata", "namespace"}), name) + "/log?follow=true";
  add_query(request.target, "container", container);
  auto incoming = client_.open(request);
  if (!incoming || (*incoming)->status() != 200) return;  // Not yet: the next change tries again.
  followed_[key] = count.GetInt64();
  streams_.push_back({std::move(*incoming), "[" + std::string(name) + "/" + container + "] ", {}});
  print_lines(streams_.back(), false);  // What came together with the head.
}

void LogFollower::add_to(std::vector<pollfd>& fds) const {
  for (const Stream& stream : streams_) fds.push_back({stream.incoming->fd(), POLLIN, 0});
}

void LogFollower::print_lines(Stream& stream, bool at_end) {
  stream.pending += stream.incoming->take_body();
  if (at_end && !stream.pending.empty() && stream.pending.back() != '\n') stream.pending += '\n';
  std::size_t begin = 0;
  for (std::size_t end; (end = stream.pending.find('\n', begin)) != std::string::npos; begin = end + 1) {
    std::printf("%s%s\n", stream.prefix.c_str(), stream.pending.substr(begin, end - begin).c_str());
  }
  stream.pending.erase(0, begin);
  std::fflush(stdout);
}

void LogFollower::handle(const pollfd& ready) {
  if (ready.revents == 0) return;
  for (auto stream = streams_.begin(); stream != streams_.end(); ++stream) {
    if (stream->incoming->fd() != ready.fd) continue;
    const auto more = stream->incoming->read_more();
    const bool ended = !more || !*more;
    print_lines(*stream, ended);
    if (ended) streams_.erase(stream);
    return;
  }
}

}  // namespace peapod::cli
