#include "platform/launch/keeper_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>

#include "platform/launch/keeper_socket.h"

namespace peapod::platform {

namespace {

template <std::size_t Count>
struct FdMessage {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * Count)> bytes{};
};

struct Incoming {
  enum class Kind : std::uint8_t { Message, Nothing, End } kind = Kind::Nothing;
  Reply reply{};
  std::vector<UniqueFd> fds;
  bool fds_missing = false;
};

Incoming take_message(int fd) {
  Incoming incoming;
  iovec part{&incoming.reply, sizeof incoming.reply};
  FdMessage<kMaxHeld> control;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  ssize_t size = 0;
  do {
    size = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size < 0 && errno == EAGAIN) return incoming;
  incoming.kind = size <= 0 ? Incoming::Kind::End : Incoming::Kind::Message;
  if (size <= 0) return incoming;
  for (cmsghdr* part_of = CMSG_FIRSTHDR(&message); part_of != nullptr; part_of = CMSG_NXTHDR(&message, part_of)) {
    if (part_of->cmsg_level != SOL_SOCKET || part_of->cmsg_type != SCM_RIGHTS) continue;
    for (std::size_t at = CMSG_LEN(0); at + sizeof(int) <= part_of->cmsg_len; at += sizeof(int)) {
      int received = -1;
      std::memcpy(&received, reinterpret_cast<char*>(part_of) + at, sizeof received);
      incoming.fds.emplace_back(received);
    }
  }
  incoming.fds_missing = (message.msg_flags & MSG_CTRUNC) != 0;
  return incoming;
}

// False: not within kKeeperAnswerMs.
bool wait_until(int fd, short events) {
  pollfd polled{fd, events, 0};
  int ready = 0;
  do {
    ready = poll(&polled, 1, kKeeperAnswerMs);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

KeeperReport to_report(const Reply& reply, KeeperReport::Kind kind) {
  return {kind, reply.id, reply.pid, reply.wait_status, reply.step, reply.error};
}

}  // namespace

Result<KeeperClient> KeeperClient::connect(const std::string& socket_path, std::vector<KeeperEntry>& entries) {
  Result<UniqueFd> socket = connect_keeper_socket(socket_path, kKeeperAnswerMs);
  if (!socket) return std::move(socket.error()).within("keeper");
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket->get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return Error{errno, "keeper: SO_PEERCRED"};
  // Who made the socket: in a directory that others can write to, it need not be our keeper.
  if (peer.uid != 0) return Error{EPERM, "keeper '" + socket_path + "'"};
  KeeperClient client(std::move(*socket), peer.pid);
  if (Result<void> greeted = client.greet(entries); !greeted) {
    return std::move(greeted.error()).within("keeper '" + socket_path + "'");
  }
  return client;
}

Result<void> KeeperClient::greet(std::vector<KeeperEntry>& entries) {
  if (Result<void> sent = send(Request{}, {}); !sent) return sent;
  for (;;) {
    if (!wait_until(socket_.get(), POLLIN)) return Error{ETIMEDOUT, "hello"};
    Incoming incoming = take_message(socket_.get());
    const Reply& reply = incoming.reply;
    if (incoming.kind == Incoming::Kind::End) return Error{ECONNRESET, "hello"};
    if (incoming.kind == Incoming::Kind::Nothing) continue;
    if (incoming.fds_missing) return Error{EMFILE, "hello"};
    switch (reply.kind) {
      case ReplyKind::Entry:
        entries.push_back({reply.id, reply.pid, reply.exited != 0, reply.wait_status, std::move(incoming.fds)});
        break;
      case ReplyKind::Exited:  // Since it was listed.
        for (KeeperEntry& entry : entries) {
          if (entry.id != reply.id) continue;
          entry.exited = true;
          entry.wait_status = reply.wait_status;
        }
        break;
      case ReplyKind::Ready:
        if (reply.plan_version != kPlanVersion) return Error{EPROTO, "plan version of another release"};
        return {};
      case ReplyKind::Refused:
        return Error{reply.error, "hello"};
      case ReplyKind::Launched:
      case ReplyKind::LaunchFailed:
        break;
    }
  }
}

Result<void> KeeperClient::send(const Request& request, std::span<const int> fds) {
  iovec part{const_cast<Request*>(&request), sizeof request};
  FdMessage<1 + kMaxPlanFds> control;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!fds.empty()) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(fds.size_bytes());
    cmsghdr* const rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(rights), fds.data(), fds.size_bytes());
  }
  for (;;) {
    if (sendmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return {};
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return Error{errno, "keeper"};
    if (!wait_until(socket_.get(), POLLOUT)) return Error{ETIMEDOUT, "keeper"};
  }
}

Result<void> KeeperClient::launch(LaunchId id, const Plan& plan, std::span<const int> fds,
                                  std::span<const std::uint8_t> hold) {
  assert(id != 0 && fds.size() <= kMaxPlanFds && hold.size() <= kMaxHeld);
  Request request;
  request.verb = Verb::Launch;
  request.id = id;
  request.hold_count = static_cast<std::uint32_t>(hold.size());
  std::copy(hold.begin(), hold.end(), request.hold);
  std::array<int, 1 + kMaxPlanFds> passed{plan.memfd.get()};
  std::copy(fds.begin(), fds.end(), passed.begin() + 1);
  return send(request, std::span(passed).first(1 + fds.size()));
}

Result<void> KeeperClient::signal(LaunchId id, int signal) {
  Request request;
  request.verb = Verb::Signal;
  request.id = id;
  request.signal = signal;
  return send(request, {});
}

Result<void> KeeperClient::release(LaunchId id) {
  Request request;
  request.verb = Verb::Release;
  request.id = id;
  return send(request, {});
}

Result<void> KeeperClient::quit() {
  Request request;
  request.verb = Verb::Quit;
  return send(request, {});
}

bool KeeperClient::receive(const std::function<void(const KeeperReport&)>& take) {
  for (;;) {
    const Incoming incoming = take_message(socket_.get());
    if (incoming.kind != Incoming::Kind::Message) return incoming.kind == Incoming::Kind::Nothing;
    switch (incoming.reply.kind) {
      case ReplyKind::Launched:
        take(to_report(incoming.reply, KeeperReport::Kind::Launched));
        break;
      case ReplyKind::LaunchFailed:
        take(to_report(incoming.reply, KeeperReport::Kind::LaunchFailed));
        break;
      case ReplyKind::Exited:
        take(to_report(incoming.reply, KeeperReport::Kind::Exited));
        break;
      case ReplyKind::Entry:
      case ReplyKind::Ready:
      case ReplyKind::Refused:  // Of a release or quit that came too early: nothing has changed.
        break;
    }
  }
}

}  // namespace peapod::platform
