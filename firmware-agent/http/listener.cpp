#include "firmware-agent/http/listener.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

#include "firmware-agent/http/limits.h"
#include "firmware-agent/http/unix_address.h"

namespace peapod::http {
namespace {

constexpr int kBacklog = 64;

// Binds under a name of its own and moves the listening socket over the old one, so that there is no moment
// in which the path is missing, half made, or open to others.
Result<UniqueFd> bind_unix(const std::string& path) {
  const std::string fresh = path + ".new";
  if (unlink(fresh.c_str()) != 0 && errno != ENOENT) return Error{errno, "remove '" + fresh + "'"};
  auto address = UnixAddress::of(fresh);
  if (!address) return std::move(address.error());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return Error{errno, "socket"};
  const mode_t mask = umask(0177);
  const int bound = bind(fd.get(), address->get(), address->size());
  const int error = errno;
  umask(mask);
  if (bound != 0) return Error{error, "bind '" + fresh + "'"};
  if (listen(fd.get(), kBacklog) != 0) return Error{errno, "listen on '" + fresh + "'"};
  if (rename(fresh.c_str(), path.c_str()) != 0) return Error{errno, "rename '" + fresh + "' to '" + path + "'"};
  return fd;
}

}  // namespace

Listener::Listener(uv_loop_t* loop, Connection::Handler handler) : loop_(loop), handler_(std::move(handler)) {}

Listener::~Listener() { assert(!open_ && connections_.empty()); }

Result<void> Listener::listen_unix(const std::string& path) {
  assert(!open_);
  if (connect_unix(path)) return Error{EADDRINUSE, "another agent answers on '" + path + "'"};
  auto fd = bind_unix(path);
  if (!fd) return std::move(fd.error());
  struct stat socket_stat {};
  if (stat(path.c_str(), &socket_stat) != 0) return Error{errno, "stat '" + path + "'"};
  path_ = path;
  device_ = socket_stat.st_dev;
  inode_ = socket_stat.st_ino;

  uv_pipe_init(loop_, &pipe_, 0);
  pipe_.data = this;
  open_ = true;
  int error = uv_pipe_open(&pipe_, fd->get());
  if (error == 0) {
    fd->release();
    error = uv_listen(reinterpret_cast<uv_stream_t*>(&pipe_), kBacklog, [](uv_stream_t* stream, int status) {
      if (status == 0) static_cast<Listener*>(stream->data)->accept();
    });
  }
  if (error == 0) return {};
  close([] {});
  return Error{-error, "listen on '" + path + "'"};
}

void Listener::accept() {
  Connection* connection =
      Connection::accept(reinterpret_cast<uv_stream_t*>(&pipe_), handler_, [this](Connection& gone) {
        connections_.erase(&gone);
        finish_close();
      });
  connections_.insert(connection);
  if (connections_.size() > kConnectionsMax) connection->close();
}

void Listener::close(std::function<void()> done) {
  assert(open_ && !closed_);
  closed_ = std::move(done);
  struct stat socket_stat {};
  if (stat(path_.c_str(), &socket_stat) == 0 && socket_stat.st_dev == device_ && socket_stat.st_ino == inode_) {
    unlink(path_.c_str());
  }
  for (Connection* connection : connections_) connection->close();
  uv_close(reinterpret_cast<uv_handle_t*>(&pipe_), [](uv_handle_t* handle) {
    auto& me = *static_cast<Listener*>(handle->data);
    me.open_ = false;
    me.finish_close();
  });
}

void Listener::finish_close() {
  if (open_ || !closed_ || !connections_.empty()) return;
  const std::function<void()> done = std::exchange(closed_, nullptr);
  done();  // May destroy this.
}

}  // namespace peapod::http
