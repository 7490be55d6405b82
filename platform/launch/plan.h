#pragma once

// A launch plan: a flat array of system calls with their arguments, every string ready, in a sealed memfd.
// The keeper maps it, runs the first part itself up to the step that clones, and lets the child run the rest
// up to its exec. The keeper knows nothing about containers; what a plan means is this side's affair. Layout:
// platform/pause/plan_format.h.
//
// The child is born with every signal blocked and every disposition default; a plan for a program unblocks
// them. Its descriptors all close on exec.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/pause/plan_format.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

// A finished plan. `labels` are the sentences' objects: labels[i] says what step i does ("mount /data").
struct Plan {
  UniqueFd memfd;
  std::vector<std::string> labels;
};

class PlanBuilder {
 public:
  // An argument of a step.
  struct Arg {
    enum class Kind : std::uint8_t { Value, Data, Word } kind = Kind::Value;
    // Value: as it is. Data: offset, becomes an address. Word: offset of a word that is read when the step
    // runs.
    unsigned long value = 0;
  };
  static Arg value(unsigned long v) { return {Arg::Kind::Value, v}; }

  // Data areas; what comes back is an address argument.
  Arg string(std::string_view text);
  Arg bytes(const void* data, std::size_t size);     // Aligned to 8 bytes, as any struct of the kernel's wants.
  Arg strings(std::span<const std::string> values);  // A null-terminated array of addresses, as for execve.
  Arg word(unsigned long initial = 0);               // A word for a result; pass as_value() of it to read it later.
  static Arg as_value(Arg word) { return {Arg::Kind::Word, word.value}; }
  // Makes the word at `offset` bytes of a data area an address of another (pointers inside structs such as
  // iovec).
  void address_at(Arg area, std::size_t offset, Arg target);

  Arg fd();  // The next descriptor that launch() passes, as a value to be read. In order of calls.

  struct Options {
    Arg* result = nullptr;       // A word that receives the result of a success.
    int tolerate[2] = {0, 0};    // At most two errno values that are as good as success; kAnyError: all.
    std::uint8_t skip = 0;       // Steps that are left out when an error was tolerated.
    std::uint8_t skip_done = 0;  // Steps that are left out when the call succeeded: the fallback for where it does not.
    bool always = false;         // Runs even after a failure (keeper's part only): undoing.
  };
  static constexpr int kAnyError = kAnyErrno;

  void call(std::string_view label, long number, std::initializer_list<Arg> args, Options options);
  void call(std::string_view label, long number, std::initializer_list<Arg> args) { call(label, number, args, {}); }

  // The step after which there are two: clone flags (CLONE_NEW*), and the cgroup v2 directory to be born in,
  // or none. Steps added after this are the child's; steps added with undo() run in the keeper after the
  // clone, always.
  void clone(unsigned long flags, const Arg* into_cgroup);
  void undo(std::string_view label, long number, std::initializer_list<Arg> args);
  // The descriptor to which a failing child writes its ChildFailure.
  void report_to(Arg fd);

  // E2BIG when the plan is over a limit of plan_format.h. The builder is used up.
  Result<Plan> finish();

 private:
  struct Draft {
    std::string label;
    Step step;
    std::uint8_t addresses;  // Bit i: args[i] is an offset into data_ and becomes an address. Bit 6: result is.
  };
  std::size_t reserve(std::size_t size, std::size_t alignment);
  void store(std::size_t offset, unsigned long value);
  Draft make_step(std::string_view label, long number, std::initializer_list<Arg> args) const;

  std::vector<std::byte> data_;        // Offsets in Arg and below count from its start.
  std::vector<std::size_t> pointers_;  // Words of data_ that hold offsets into data_ and become addresses.
  std::vector<FdWord> fd_words_;
  std::size_t fd_count_ = 0;
  std::vector<Draft> steps_;
  std::vector<Draft> undo_steps_;
  std::size_t child_start_ = 0;  // 0: not cloned yet.
  std::size_t report_ = 0;
  bool has_report_ = false;
};

}  // namespace peapod::platform
