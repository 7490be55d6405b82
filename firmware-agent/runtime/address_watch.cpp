#include "firmware-agent/runtime/address_watch.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace peapod::runtime {

Result<void> AddressWatch::start(uv_loop_t* loop, std::function<void()> changed) {
  changed_ = std::move(changed);
  socket_.reset(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  if (!socket_) return Error{errno, "routing socket"};
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
  if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return Error{errno, "routing socket: bind"};
  }
  watch_ = watch_fd(loop, socket_.get(), UV_READABLE, this,
                    [](uv_poll_t* poll, int, int) { static_cast<AddressWatch*>(poll->data)->receive(); });
  return {};
}

// What has changed does not matter, nor what was lost when there was too much (ENOBUFS).
void AddressWatch::receive() {
  char message[4096];
  bool any = false;
  while (::recv(socket_.get(), message, sizeof message, 0) > 0 || errno == ENOBUFS) {
    any = true;
    errno = 0;
  }
  if (any) changed_();
}

}  // namespace peapod::runtime
