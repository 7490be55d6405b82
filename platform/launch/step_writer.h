#pragma once

// Writes the steps of containers in few words: one function per system call, names relative to the current
// directory of the process that will run them. Numbers of system calls and layouts that differ between
// architectures end here.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/launch/container_plan.h"
#include "platform/launch/plan.h"

namespace peapod::platform {

class StepWriter {
 public:
  using Arg = PlanBuilder::Arg;
  using Options = PlanBuilder::Options;

  // A descriptor that every launch passes: borrowed, its place among them is the number of calls before.
  Arg pass(int fd);
  std::uint8_t passed() const { return static_cast<std::uint8_t>(fds_.size()); }

  void mount(std::string_view label, std::string_view source, std::string_view target, std::string_view type,
             unsigned long flags, std::string_view data = {}, const Options& options = {});
  void unmount(std::string_view label, std::string_view target, const Options& options = {});
  void make_directory(std::string_view label, std::string_view path, unsigned mode, const Options& options = {});
  void make_node(std::string_view label, std::string_view path, unsigned mode, unsigned long device,
                 const Options& options = {});
  void make_symlink(std::string_view label, std::string_view target, std::string_view path);
  Arg open(std::string_view label, std::string_view path,
           int flags);  // The descriptor, to be read by later steps.
  void write(std::string_view label, Arg fd, std::string_view text, const Options& options = {});
  void close(Arg fd);
  void change_directory(std::string_view label, std::string_view path);
  void change_directory(std::string_view label, Arg fd);
  void change_root(std::string_view label);  // To the current directory.

  // Any other call. Labels as always.
  void call(std::string_view label, long number, std::initializer_list<Arg> args, const Options& options = {});

  static Arg value(unsigned long number) { return PlanBuilder::value(number); }
  PlanBuilder& builder() { return builder_; }

  // The finished plan with its descriptors; the indexes of standard streams and of the report are left to the
  // caller.
  Result<PreparedLaunch> finish();

 private:
  Arg string(std::string_view text) { return builder_.string(text); }

  PlanBuilder builder_;
  std::vector<int> fds_;
};

}  // namespace peapod::platform
