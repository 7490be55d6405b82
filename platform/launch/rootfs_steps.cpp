#include "platform/launch/rootfs_steps.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "platform/launch/container_path.h"
#include "platform/launch/overlay_options.h"
#include "platform/launch/stage.h"

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

namespace peapod::platform {
namespace {

constexpr std::size_t kMountsMax = 256;

// A finished mount on the stage, and where it goes.
struct Staged {
  std::string name;
  std::vector<std::string> target;
  bool is_directory = true;
};

// A mount point can lie in another mount: the shorter come first, otherwise as they are given.
void insert(std::vector<Staged>& mounts, Staged mount) {
  const auto is_shorter = [](const Staged& one, const Staged& other) {
    return one.target.size() < other.target.size();
  };
  const auto place = std::upper_bound(mounts.begin(), mounts.end(), mount, is_shorter);
  mounts.insert(place, std::move(mount));
}

class RootfsWriter {
 public:
  RootfsWriter(StepWriter& steps, const ContainerDescription& description)
      : steps_(steps), description_(description), root_(description.root) {}

  Result<RootfsSteps> write();

 private:
  using Options = StepWriter::Options;
  static constexpr unsigned long kNoSuidNoDev = MS_NOSUID | MS_NODEV;

  void open_stage();
  Result<void> assemble();
  void assemble_host();
  Result<void> stage_mounts();
  void stage_bind(const std::string& source, unsigned long recursive, bool read_only, Staged staged);
  void stage_tmpfs(const std::string& name, const std::string& mode);
  void make_read_only(std::string_view label, const std::string& name, const std::string& source);

  void make_mount_point(const Staged& staged);
  void place(const Staged& staged);
  void place_own(const std::string& name);
  void make_working_directory();

  StepWriter& steps_;
  const ContainerDescription& description_;
  const RootFilesystem& root_;
  std::vector<Staged> host_mounts_;
  std::vector<Staged> mounts_;
};

void RootfsWriter::open_stage() {
  const std::string_view label = "make the stage";
  steps_.call("set umask", SYS_umask, {StepWriter::value(0)});
  steps_.mount("make mounts private", "", "/", "", MS_REC | MS_PRIVATE);
  steps_.mount(label, "tmpfs", root_.target, "tmpfs", kNoSuidNoDev, "mode=700");
  steps_.make_directory(label, root_.target + "/root", 0755);
}

Result<void> RootfsWriter::assemble() {
  if (root_.kind == RootFilesystem::Kind::Host) {
    steps_.change_directory("enter the stage", root_.target);
    assemble_host();
    return {};
  }
  Result<std::string> options = overlay_options(root_.layers, root_.upper, root_.work);
  if (!options) return std::move(options.error());
  steps_.change_directory("open the image's layers", root_.layers_directory);
  steps_.mount("mount the root filesystem", "overlay", root_.target + "/root", "overlay", 0, *options);
  steps_.change_directory("enter the stage", root_.target);
  return {};
}

// The box's own root, with a throw-away layer above in which mount points can be made. A kernel without
// overlayfs shows it as it is: then a missing mount point is an error (EROFS), for nothing is ever made on
// the box itself.
void RootfsWriter::assemble_host() {
  const std::string_view label = "mount the root filesystem";
  steps_.mount(label, "/", "root", "", MS_BIND);
  steps_.mount(label, "", "root", "", MS_REMOUNT | MS_BIND | MS_RDONLY);
  for (const char* directory : {"upper", "work"}) steps_.make_directory(label, directory, 0755);
  steps_.mount(label, "overlay", "root", "overlay", 0, "lowerdir=/,upperdir=upper,workdir=work",
               {.tolerate = {ENODEV, EINVAL}});
  for (const std::string& path : root_.host_submounts) {
    Staged staged{"host." + std::to_string(host_mounts_.size()), path_components(path)};
    insert(host_mounts_, staged);
    stage_bind(path, 0, true, std::move(staged));
  }
  stage_tmpfs("tmp", "mode=1777");
  stage_tmpfs("run", "mode=755");
}

void RootfsWriter::stage_tmpfs(const std::string& name, const std::string& mode) {
  steps_.make_directory("make /" + name, name, 0755);
  steps_.mount("mount /" + name, "tmpfs", name, "tmpfs", kNoSuidNoDev, mode);
}

void RootfsWriter::make_read_only(std::string_view label, const std::string& name, const std::string& source) {
  // struct mount_attr: attr_set, attr_clr, propagation, userns_fd.
  constexpr std::array<std::uint64_t, 4> kReadOnly = {1, 0, 0, 0};
  constexpr unsigned long kRecursive = 0x8000;  // AT_RECURSIVE
  steps_.call(label, SYS_mount_setattr,
              {StepWriter::value(static_cast<unsigned long>(AT_FDCWD)), steps_.builder().string(name),
               StepWriter::value(kRecursive), steps_.builder().bytes(kReadOnly.data(), sizeof kReadOnly),
               StepWriter::value(sizeof kReadOnly)},
              {.tolerate = {ENOSYS}, .skip_done = 1});
  // Before Linux 5.12: the mount itself, without those below. What its source may not do has to be said
  // again.
  unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY;
  struct statvfs status {};
  if (::statvfs(source.c_str(), &status) == 0) flags |= status.f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC);
  steps_.mount(label, "", name, "", flags);
}

void RootfsWriter::stage_bind(const std::string& source, unsigned long recursive, bool read_only, Staged staged) {
  const std::string path = join_path(staged.target);
  if (staged.is_directory) {
    steps_.make_directory("stage " + path, staged.name, 0755);
  } else {
    steps_.make_node("stage " + path, staged.name, S_IFREG | 0644, 0);
  }
  const std::string label = source == path ? "mount " + path : "mount " + path + " from " + source;
  steps_.mount(label, source, staged.name, "", MS_BIND | recursive);
  if (read_only) make_read_only("make " + path + " read-only", staged.name, source);
}

Result<void> RootfsWriter::stage_mounts() {
  if (description_.mounts.size() > kMountsMax) return Error{E2BIG, "mounts of a container"};
  for (const Mount& mount : description_.mounts) {
    Staged staged{"mount." + std::to_string(mounts_.size()), path_components(mount.target), mount.source_is_directory};
    // A volume in /proc could be mistaken for the kernel's files by whoever configures the process
    // (CVE-2019-19921).
    if (staged.target.empty() || staged.target.front() == "proc") {
      return Error{EINVAL, "mount " + mount.target + ": neither / nor /proc can be a mount point"};
    }
    insert(mounts_, staged);
    stage_bind(mount.source, MS_REC, mount.read_only, std::move(staged));
  }
  return {};
}

void RootfsWriter::make_mount_point(const Staged& staged) {
  std::string path;
  for (std::size_t i = 0; i < staged.target.size(); ++i) {
    path += "/" + staged.target[i];
    const Options fine_if_there = {.tolerate = {EEXIST}};
    if (staged.is_directory || i + 1 < staged.target.size()) {
      steps_.make_directory("make directory " + path, path, 0755, fine_if_there);
    } else {
      steps_.make_node("make file " + path, path, S_IFREG | 0644, 0, fine_if_there);
    }
  }
}

void RootfsWriter::place(const Staged& staged) {
  make_mount_point(staged);
  const std::string path = join_path(staged.target);
  steps_.mount("mount " + path, staged.name, path, "", MS_MOVE);
}

// /dev, /proc and /sys go to directories of those names, not to where an image may have them point.
void RootfsWriter::place_own(const std::string& name) {
  const Staged staged{name, {name}};
  make_mount_point(staged);
  steps_.close(steps_.open("mount /" + name + ", which must be a directory of the image", "/" + name,
                           O_PATH | O_NOFOLLOW | O_DIRECTORY));
  steps_.mount("mount /" + name, name, "/" + name, "", MS_MOVE);
}

void RootfsWriter::make_working_directory() {
  std::string path;
  for (const std::string& name : path_components(description_.working_dir)) {
    path += "/" + name;
    if (path == "/proc") return;
    // Whether it worked is seen when it is entered.
    steps_.make_directory("make directory " + path, path, 0755, {.tolerate = {PlanBuilder::kAnyError}});
  }
}

Result<RootfsSteps> RootfsWriter::write() {
  open_stage();
  if (Result<void> assembled = assemble(); !assembled) return std::move(assembled.error());
  stage_empty(steps_);
  stage_dev(steps_, description_.stdio.tty ? description_.stdio.tty_path : std::string());
  stage_sys(steps_, description_.cgroup);
  stage_proc(steps_);
  if (Result<void> staged = stage_mounts(); !staged) return std::move(staged.error());
  RootfsSteps result{steps_.open("open /dev/null", "dev/null", O_RDWR)};
  const StepWriter::Arg host = steps_.open("open the host's root", "/", O_PATH | O_DIRECTORY);
  const StepWriter::Arg root = steps_.open("open the root filesystem", "root", O_PATH | O_DIRECTORY);

  // The image's root is ours while things are placed; the stage stays the current directory, outside of it.
  const StepWriter::Arg root_name = steps_.builder().string("root");
  steps_.call("enter the root filesystem", SYS_chroot, {root_name});
  for (const Staged& staged : host_mounts_) place(staged);
  for (const std::string& path : root_.host_hidden) {
    steps_.mount("hide " + path, "empty", path, "", MS_BIND, {}, {.tolerate = {ENOENT, ENOTDIR}});
  }
  if (root_.kind == RootFilesystem::Kind::Host) {
    for (const char* name : {"tmp", "run"}) place({name, {name}});
  }
  place_own("dev");
  place_own("sys");
  for (const Staged& staged : mounts_) place(staged);
  make_working_directory();
  place_own("proc");

  steps_.change_directory("return to the host's root", host);
  steps_.change_root("return to the host's root");
  steps_.close(host);
  steps_.change_directory("enter the root filesystem", root);
  steps_.close(root);
  if (root_.read_only || root_.kind == RootFilesystem::Kind::Host) {
    steps_.mount("make the root filesystem read-only", "", ".", "", MS_REMOUNT | MS_BIND | MS_RDONLY);
  }
  add_pivot(steps_);
  return result;
}

}  // namespace

void add_pivot(StepWriter& steps) {
  const std::string_view label = "enter the root filesystem";
  const StepWriter::Arg dot = steps.builder().string(".");
  steps.call(label, SYS_pivot_root, {dot, dot}, {.tolerate = {EINVAL}, .skip = 1});
  steps.call("leave the host's root filesystem", SYS_umount2, {dot, StepWriter::value(MNT_DETACH)}, {.skip_done = 2});
  // A box that runs from its initramfs cannot pivot: our root covers it instead.
  steps.mount(label, ".", "/", "", MS_MOVE);
  steps.change_root(label);
  steps.change_directory(label, "/");
}

Result<RootfsSteps> add_rootfs(StepWriter& steps, const ContainerDescription& description) {
  return RootfsWriter(steps, description).write();
}

}  // namespace peapod::platform
