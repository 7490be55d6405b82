#include <asm/poll.h>
#include <asm/signal.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/wait.h>

#include "platform/pause/connection.h"
#include "platform/pause/launch.h"
#include "platform/pause/launch_table.h"
#include "platform/pause/pause.h"
#include "platform/pause/syscall.h"

namespace peapod::platform {

namespace {

constexpr int kReapsPerTurn = 64;

// Nothing runs constructors here.
constinit LaunchTable table{};
constinit Connection connection{};

Reply& answer(ReplyKind kind, uint64_t id) {
  connection.has_answer = true;
  connection.answer = Reply{};
  connection.answer.kind = kind;
  connection.answer.id = id;
  connection.answer.version = kProtocolVersion;
  connection.answer.plan_version = kPlanVersion;
  return connection.answer;
}

// Whether `hold` names descriptors that came, each once.
bool hold_is_sound(const Request& request, unsigned fd_count) {
  if (request.hold_count > kMaxHeld) return false;
  for (uint32_t i = 0; i < request.hold_count; ++i) {
    if (request.hold[i] >= fd_count) return false;
    for (uint32_t k = 0; k < i; ++k) {
      if (request.hold[i] == request.hold[k]) return false;
    }
  }
  return true;
}

void do_launch(const Request& request, Received& received) {
  const int* const plan_fds = received.fds + 1;
  const unsigned plan_fd_count = received.fd_count == 0 ? 0 : received.fd_count - 1;
  Launch* const launch = table.find_free();
  PlanOutcome outcome;
  if (received.fds_missing) {
    outcome.error = EMFILE;
  } else if (received.fd_count == 0 || request.id == 0 || !hold_is_sound(request, plan_fd_count)) {
    outcome.error = EINVAL;
  } else if (table.find(request.id) != nullptr) {
    outcome.error = EEXIST;
  } else if (launch == nullptr) {
    outcome.error = ENOSPC;
  } else {
    outcome = launch_plan(received.fds[0], plan_fds, plan_fd_count);
  }
  if (outcome.pid == 0) {
    Reply& reply = answer(ReplyKind::LaunchFailed, request.id);
    reply.step = outcome.step;
    reply.error = outcome.error;
    return;
  }
  launch->id = request.id;
  launch->pid = outcome.pid;
  launch->wait_status = 0;
  launch->state = Launch::State::Running;
  launch->tell = 0;
  launch->held_count = static_cast<uint8_t>(request.hold_count);
  for (uint32_t i = 0; i < request.hold_count; ++i) {
    int& fd = received.fds[1 + request.hold[i]];
    launch->held[i] = fd;
    fd = -1;
  }
  answer(ReplyKind::Launched, request.id).pid = outcome.pid;
}

void do_request(const Request& request, Received& received) {
  if (!connection.greeted && request.verb != Verb::Hello) {
    answer(ReplyKind::Refused, request.id).error = EPROTO;
    return;
  }
  Launch* const launch = table.find(request.id);
  switch (request.verb) {
    case Verb::Hello:
      connection.greeted = connection.listing = true;
      for (Launch& each : table.slots) {
        if (each.state != Launch::State::Free) each.tell = Launch::kTellEntry;
      }
      return;
    case Verb::Launch:
      return do_launch(request, received);
    case Verb::Signal:
      if (launch != nullptr && launch->state == Launch::State::Running) {
        system_call(__NR_kill, launch->pid, request.signal);
      }
      return;
    case Verb::Release:
      if (launch == nullptr) return;
      if (launch->state == Launch::State::Exited) return table.release(*launch);
      answer(ReplyKind::Refused, request.id).error = EBUSY;
      return;
    case Verb::Quit:
      if (!table.any_running()) exit_now(0);
      answer(ReplyKind::Refused, 0).error = EBUSY;
      return;
  }
  answer(ReplyKind::Refused, request.id).error = EPROTO;
}

void take_request() {
  Received received;
  connection.receive(received);
  if (received.kind == Received::Kind::Closed) return connection.close();
  if (received.kind == Received::Kind::Request) do_request(received.request, received);
  if (received.kind == Received::Kind::Garbage) answer(ReplyKind::Refused, 0).error = EPROTO;
  for (unsigned i = 0; i < received.fd_count; ++i) {
    if (received.fds[i] >= 0) system_call(__NR_close, received.fds[i]);
  }
}

// Tells the agent all that it can take; the rest waits in the table.
void tell() {
  if (connection.fd < 0 || connection.send_blocked) return;
  if (connection.has_answer) {
    if (!connection.send(connection.answer, nullptr, 0)) return;
    connection.has_answer = false;
  }
  if (!connection.greeted) return;
  for (Launch& launch : table.slots) {
    if (launch.tell == 0) continue;
    const bool entry = (launch.tell & Launch::kTellEntry) != 0;
    Reply reply;
    reply.kind = entry ? ReplyKind::Entry : ReplyKind::Exited;
    reply.id = launch.id;
    reply.pid = launch.pid;
    reply.exited = launch.state == Launch::State::Exited;
    reply.wait_status = launch.wait_status;
    if (!connection.send(reply, launch.held, entry ? launch.held_count : 0)) return;
    launch.tell = 0;  // An Entry tells of the exit too.
  }
  if (!connection.listing) return;
  connection.listing = false;
  answer(ReplyKind::Ready, 0);
  if (connection.send(connection.answer, nullptr, 0)) connection.has_answer = false;
}

// True: there may be more.
bool reap() {
  for (int i = 0; i < kReapsPerTurn; ++i) {
    int status = 0;
    const long pid = system_call(__NR_wait4, -1, &status, WNOHANG | __WALL, nullptr);
    if (pid <= 0) return false;
    table.note_exit(static_cast<int32_t>(pid), status);
  }
  return true;
}

}  // namespace

void run_keeper() {
  const uint64_t child_signal = uint64_t{1} << (SIGCHLD - 1);
  const long signal_fd = system_call(__NR_signalfd4, -1, &child_signal, sizeof child_signal, O_CLOEXEC | O_NONBLOCK);
  if (signal_fd < 0) exit_now(1);
  system_call(__NR_fcntl, kKeeperListenFd, F_SETFD, FD_CLOEXEC);
  bool more_to_reap = false;
  for (;;) {
    // A negative descriptor is left out.
    pollfd polled[] = {{kKeeperListenFd, POLLIN, 0},
                       {static_cast<int>(signal_fd), POLLIN, 0},
                       {connection.fd, static_cast<short>(connection.send_blocked ? POLLOUT : POLLIN), 0}};
    const unsigned long no_time[4] = {};  // A struct timespec of either width.
    if (system_call(__NR_ppoll, polled, 3, more_to_reap ? no_time : nullptr, nullptr, 0) < 0) continue;
    if (polled[1].revents != 0) {
      unsigned char info[128];  // struct signalfd_siginfo. What it says can be forged: only wait4 is believed.
      system_call(__NR_read, signal_fd, info, sizeof info);
      more_to_reap = true;
    }
    if (more_to_reap) more_to_reap = reap();
    if (polled[2].revents != 0) {
      if (connection.send_blocked && (polled[2].revents & POLLOUT) != 0) {
        connection.send_blocked = false;
      } else {
        take_request();
      }
    }
    if (polled[0].revents != 0) connection.accept(kKeeperListenFd);
    tell();
  }
}

}  // namespace peapod::platform
