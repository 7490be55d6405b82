#include "firmware-agent/runtime/image_loads.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace peapod::runtime {
namespace {

constexpr std::size_t kMaxText = 4096;

}  // namespace

ImageLoads::~ImageLoads() {
  for (auto& [source, load] : loads_) {
    ::kill(load->pid, SIGKILL);
    ::waitpid(load->pid, nullptr, 0);
  }
}

void ImageLoads::load(const std::string& source, Done done) {
  if (auto running = loads_.find(source); running != loads_.end()) {
    running->second->waiting.push_back(std::move(done));
    return;
  }
  Result<platform::UnpackChild> child = platform::unpack_in_child(store_, source);
  if (!child) return done(child.error());
  auto load = std::make_unique<Load>();
  load->owner = this;
  load->source = source;
  load->pid = child->pid;
  load->pipe.reset(child->pipe);
  load->waiting.push_back(std::move(done));
  load->watch = watch_fd(loop_, load->pipe.get(), UV_READABLE, load.get(), [](uv_poll_t* poll, int, int) {
    Load& readable = *static_cast<Load*>(poll->data);
    readable.owner->readable(readable);
  });
  loads_.emplace(source, std::move(load));
}

void ImageLoads::readable(Load& load) {
  char buffer[512];
  const ssize_t got = ::read(load.pipe.get(), buffer, sizeof buffer);
  if (got > 0) {
    load.text.append(buffer, std::min(static_cast<std::size_t>(got), kMaxText - load.text.size()));
    return;
  }
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  int status = 0;
  ::waitpid(load.pid, &status, 0);  // End of file: it has exited or is about to.
  while (!load.text.empty() && load.text.back() == '\n') load.text.pop_back();
  Result<void> result;
  if (!load.text.empty()) {
    result = Error{0, load.text};
  } else if (status != 0) {
    result = Error{0, "unpack '" + load.source + "': the unpacking process was ended by " +
                          (WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                               : "exit code " + std::to_string(WEXITSTATUS(status)))};
  }
  auto waiting = std::move(load.waiting);
  loads_.erase(std::string(load.source));
  for (Done& done : waiting) done(result);
}

}  // namespace peapod::runtime
