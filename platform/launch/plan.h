#pragma once

// A launch plan: a flat array of system calls with their arguments, every string ready, in a sealed memfd. The keeper
// maps it, runs the first part itself up to the step that clones, and lets the child run the rest up to its exec. The
// keeper knows nothing about containers; what a plan means is this side's affair. Layout: platform/pause/plan_format.h.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

// A finished plan. `labels` are the sentences' objects: labels[i] says what step i does ("mount /data").
struct Plan {
  UniqueFd memfd;
  std::vector<std::string> labels;
};

// What a child that could not get to its exec wrote to the plan's report pipe.
struct ChildFailure {
  std::int32_t step = 0;
  std::int32_t error = 0;
};

class PlanBuilder {
 public:
  // An argument of a step.
  struct Arg {
    enum class Kind : std::uint8_t { Value, Data, Word } kind = Kind::Value;
    unsigned long value = 0;  // Value: as it is. Data: offset, becomes an address. Word: offset of a word that is read then.
  };
  static Arg value(unsigned long v) { return {Arg::Kind::Value, v}; }

  // Data areas; what comes back is an address argument.
  Arg string(std::string_view text);
  Arg bytes(const void* data, std::size_t size);       // Aligned to a word.
  Arg strings(std::span<const std::string> values);    // A null-terminated array of addresses, as for execve.
  Arg word(unsigned long initial = 0);                 // A word for a result; pass as_value() of it to read it later.
  static Arg as_value(Arg word) { return {Arg::Kind::Word, word.value}; }
  // Makes the word at `offset` of a data area an address of, or (pointers inside structs such as iovec).
  void address_at(Arg area, std::size_t offset, Arg target);

  Arg fd();  // The next descriptor that launch() passes, as a value to be read. In order of calls.

  struct Options {
    Arg* result = nullptr;              // A word that receives the result.
    std::initializer_list<int> tolerate;  // At most two errno values that are as good as success; kAnyError: all.
    std::uint8_t skip = 0;              // Steps that are left out when an error was tolerated.
    bool always = false;                // Runs even after a failure (keeper's part only): undoing.
  };
  static constexpr int kAnyError = 0xffff;

  void call(std::string label, long number, std::initializer_list<Arg> args, Options options);
  void call(std::string label, long number, std::initializer_list<Arg> args) { call(std::move(label), number, args, {}); }

  // The step after which there are two: clone flags (CLONE_NEW*), and the cgroup v2 directory to be born in, or none.
  // Steps added after this are the child's; steps added with undo() run in the keeper after the clone, always.
  void clone(unsigned long flags, const Arg* into_cgroup);
  void undo(std::string label, long number, std::initializer_list<Arg> args);
  // The descriptor to which a failing child writes its ChildFailure.
  void report_to(Arg fd);

  Result<Plan> finish();
};

}  // namespace peapod::platform
