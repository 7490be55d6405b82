#include "platform/launch/step_writer.h"

#include <fcntl.h>
#include <sys/syscall.h>

namespace peapod::platform {
namespace {

PlanBuilder::Arg here() { return PlanBuilder::value(static_cast<unsigned long>(AT_FDCWD)); }

}  // namespace

StepWriter::Arg StepWriter::pass(int fd) {
  fds_.push_back(fd);
  return builder_.fd();
}

void StepWriter::call(std::string_view label, long number, std::initializer_list<Arg> args, const Options& options) {
  builder_.call(label, number, args, options);
}

void StepWriter::mount(std::string_view label, std::string_view source, std::string_view target, std::string_view type,
                       unsigned long flags, std::string_view data, const Options& options) {
  const Arg no_data = value(0);
  call(label, SYS_mount,
       {string(source), string(target), string(type), value(flags), data.empty() ? no_data : string(data)}, options);
}

void StepWriter::unmount(std::string_view label, std::string_view target, const Options& options) {
  constexpr unsigned long kLazily = 2;  // MNT_DETACH
  call(label, SYS_umount2, {string(target), value(kLazily)}, options);
}

void StepWriter::make_directory(std::string_view label, std::string_view path, unsigned mode, const Options& options) {
  call(label, SYS_mkdirat, {here(), string(path), value(mode)}, options);
}

void StepWriter::make_node(std::string_view label, std::string_view path, unsigned mode, unsigned long device,
                           const Options& options) {
  call(label, SYS_mknodat, {here(), string(path), value(mode), value(device)}, options);
}

void StepWriter::make_symlink(std::string_view label, std::string_view target, std::string_view path) {
  call(label, SYS_symlinkat, {string(target), here(), string(path)});
}

StepWriter::Arg StepWriter::open(std::string_view label, std::string_view path, int flags) {
  Arg result = builder_.word();
  call(label, SYS_openat, {here(), string(path), value(static_cast<unsigned long>(flags | O_CLOEXEC)), value(0)},
       {.result = &result});
  return PlanBuilder::as_value(result);
}

void StepWriter::write(std::string_view label, Arg fd, std::string_view text, const Options& options) {
  call(label, SYS_write, {fd, string(text), value(text.size())}, options);
}

void StepWriter::close(Arg fd) { call("close", SYS_close, {fd}); }

void StepWriter::change_directory(std::string_view label, std::string_view path) {
  call(label, SYS_chdir, {string(path)});
}

void StepWriter::change_directory(std::string_view label, Arg fd) { call(label, SYS_fchdir, {fd}); }

void StepWriter::change_root(std::string_view label) { call(label, SYS_chroot, {string(".")}); }

Result<PreparedLaunch> StepWriter::finish() {
  Result<Plan> plan = builder_.finish();
  if (!plan) return std::move(plan.error());
  PreparedLaunch launch;
  launch.plan = std::move(*plan);
  launch.fds = std::move(fds_);
  return launch;
}

}  // namespace peapod::platform
