#pragma once

// The layout of a launch plan in its memfd, shared by the agent that builds plans and the keeper that runs
// them. In native words, for both always run on the same machine; freestanding. A plan names no address:
// offsets count from its first byte, and the relocation table lists the words to which the address of the
// mapping is added before it is run.

#include <stddef.h>
#include <stdint.h>

namespace peapod::platform {

using PlanWord = unsigned long;

constexpr PlanWord kPlanMagic = 0x4e4c5050;  // "PPLN"
constexpr PlanWord kPlanVersion = 1;         // A keeper refuses another one: Ready (protocol.h) tells which it knows.
constexpr PlanWord kPlanSizeMax = 4u << 20;  // Bytes. Above ARG_MAX's usual 2 MiB of arguments and environment.
constexpr PlanWord kPlanStepsMax = 4096;
constexpr PlanWord kMaxPlanFds = 64;    // Descriptors of one launch.
constexpr uint16_t kAnyErrno = 0xffff;  // In Step::tolerate: every error.

// One system call: its arguments, and the slot its result goes to.
struct Step {
  enum : uint8_t {
    kAlways = 1,  // Runs even after a failure: undoing. Its own failure is not reported.
    kForks = 2,   // Returns twice: 0 in the child, which goes on at child_start; then the keeper goes on at
                  // undo_start.
  };

  PlanWord number;
  PlanWord args[6];
  PlanWord result;       // Address of the word for the result of a success; 0: none.
  uint16_t tolerate[2];  // errno values as good as success; 0: none.
  uint8_t indirect;      // Bit i: args[i] is the address of a word whose value is the argument.
  uint8_t skip;          // Steps left out after a tolerated error.
  uint8_t skip_done;     // Steps left out after a success.
  uint8_t flags;
};

// A descriptor's number is put into a word: `fd` is its index among those passed with the launch.
struct FdWord {
  PlanWord fd;
  PlanWord offset;
};

struct PlanHeader {
  PlanWord magic;
  PlanWord version;
  PlanWord size;   // Bytes, all of it.
  PlanWord steps;  // Offset of Step[step_count]: first the keeper's, from child_start the child's, from
                   // undo_start undoing.
  PlanWord step_count;
  PlanWord child_start;
  PlanWord undo_start;
  PlanWord relocations;  // Offset of PlanWord[relocation_count]: offsets of words.
  PlanWord relocation_count;
  PlanWord fd_words;  // Offset of FdWord[fd_word_count].
  PlanWord fd_word_count;
  PlanWord fd_count;  // Descriptors the launch must pass; what comes beside them is only held.
  PlanWord report;    // Offset of the word with the descriptor for ChildFailure; 0: none.
};

// What a child that could not get to its exec writes to the report descriptor before it exits with 127.
struct ChildFailure {
  int32_t step = 0;
  int32_t error = 0;
};

}  // namespace peapod::platform
