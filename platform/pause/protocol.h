#pragma once

// What an agent and a keeper say to each other over a SOCK_SEQPACKET socket: one message, one struct. A
// keeper lives as long as its pod, so newer agents meet older keepers. Structs only grow at their end, values
// are never reused, the receiver takes the part it knows: an agent asks what it can of the version that Ready
// tells.

#include <stddef.h>
#include <stdint.h>

namespace peapod::platform {

constexpr uint32_t kProtocolMagic = 0x4b505050;  // "PPPK"
constexpr uint32_t kProtocolVersion = 1;
constexpr size_t kMaxHeld = 4;        // Descriptors held for one launch.
constexpr size_t kLaunchesMax = 256;  // Launches of one keeper that are not released.
constexpr int kKeeperListenFd = 3;    // The listening socket, when a keeper starts.

enum class Verb : uint32_t {
  Hello = 1,    // First of all. Answered by an Entry for each launch, then Ready.
  Launch = 2,   // With the plan's memfd and the plan's descriptors. Answered by Launched or LaunchFailed.
  Signal = 3,   // Not answered. No such launch, or exited: nothing happens.
  Release = 4,  // Of an exited launch; Refused with EBUSY while it runs. No such launch: nothing happens.
  Quit = 5,     // Refused with EBUSY while a launch runs; otherwise the keeper ends.
};

struct Request {
  uint32_t magic = kProtocolMagic;
  uint32_t version = kProtocolVersion;  // The agent's.
  Verb verb = Verb::Hello;
  int32_t signal = 0;
  uint64_t id = 0;
  uint8_t hold[kMaxHeld] = {};  // Indexes of the plan's descriptors.
  uint32_t hold_count = 0;
};

enum class ReplyKind : uint32_t {
  Entry = 1,  // id, pid, exited, wait_status; its held descriptors come with it.
  Ready = 2,  // version, plan_version: the end of what Hello is answered with.
  Launched = 3,
  LaunchFailed = 4,  // step, error. Step -1: refused by the keeper. EEXIST: id in use. ENOSPC: kLaunchesMax reached.
                     // EMFILE: descriptors did not all arrive. ENOEXEC: not a plan it knows. EINVAL: wrong `hold`.
  Exited = 5,        // wait_status. Stays until Release.
  Refused = 6,       // error. EPROTO: not a request, or no Hello yet; then version is the keeper's.
};

struct Reply {
  uint32_t magic = kProtocolMagic;
  ReplyKind kind = ReplyKind::Entry;
  uint64_t id = 0;
  int32_t pid = 0;
  int32_t wait_status = 0;  // As of wait4.
  int32_t step = 0;
  int32_t error = 0;  // errno.
  uint32_t exited = 0;
  uint32_t version = 0;
  uint32_t plan_version = 0;
  uint32_t reserved = 0;
};

}  // namespace peapod::platform
