#include "firmware-agent/api/server.h"

#include <utility>

#include "firmware-agent/api/router.h"
#include "firmware-agent/http/listener.h"

namespace peapod::api {

struct Server::Impl {
  Impl(uv_loop_t* loop, runtime::PodControl& pods, std::string path)
      : router(pods),
        listener(loop,
                 [this](http::Request request, http::Connection& connection) { router.handle(request, connection); }),
        socket_path(std::move(path)) {}

  Router router;
  http::Listener listener;
  std::string socket_path;
};

Server::Server(uv_loop_t* loop, runtime::PodControl& pods, std::string socket_path)
    : impl_(std::make_unique<Impl>(loop, pods, std::move(socket_path))) {}

Server::~Server() = default;

Result<void> Server::start() { return impl_->listener.listen_unix(impl_->socket_path); }

void Server::stop(std::function<void()> done) { impl_->listener.close(std::move(done)); }

}  // namespace peapod::api
