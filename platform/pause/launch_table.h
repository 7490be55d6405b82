#pragma once

// What a keeper knows of its launches. Fixed size; a slot is used from the clone until the agent's Release.

#include "platform/pause/protocol.h"

namespace peapod::platform {

struct Launch {
  enum class State : uint8_t { Free, Running, Exited };
  enum : uint8_t { kTellEntry = 1, kTellExited = 2 };

  uint64_t id;
  int32_t pid;
  int32_t wait_status;
  State state;
  uint8_t tell;  // What the connected agent has not been told yet.
  uint8_t held_count;
  int held[kMaxHeld];
};

struct LaunchTable {
  Launch slots[kLaunchesMax];

  Launch* find_free();
  Launch* find(uint64_t id);
  bool any_running() const;
  // A child's end, as wait4 tells it. Children that are nobody's launch are not noted.
  void note_exit(int32_t pid, int32_t wait_status);
  void release(Launch& launch);
};

}  // namespace peapod::platform
