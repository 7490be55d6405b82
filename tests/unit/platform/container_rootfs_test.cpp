#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "platform/launch/container_path.h"
#include "platform/launch/overlay_options.h"
#include "platform/sys/mount.h"
#include "tests/unit/platform/container_fixture.h"

// What a container sees, and that an image cannot make it see more.

namespace peapod::platform {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_F(ContainerTest, MountsAreExactlyThese) {
  const Outcome outcome = run("while read a b c d at rest; do echo $at; done < /proc/self/mountinfo | sort");
  EXPECT_EQ(outcome.failure, "");
  std::vector<std::string> expected = {"/", "/dev", "/dev/mqueue", "/dev/pts", "/proc", "/sys"};
  // What a kernel does not have is not masked. Its own /proc tells what it has.
  for (const char* path :
       {"/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/timer_list",
        "/proc/timer_stats", "/proc/acpi", "/proc/asound", "/proc/scsi", "/proc/bus", "/proc/fs", "/proc/irq",
        "/proc/sys", "/proc/sysrq-trigger", "/sys/firmware", "/sys/devices/virtual/powercap"}) {
    if (fs::exists(path)) expected.push_back(path);
  }
  for (const fs::directory_entry& cpu : fs::directory_iterator("/sys/devices/system/cpu")) {
    if (fs::exists(cpu.path() / "thermal_throttle")) expected.push_back(cpu.path() / "thermal_throttle");
  }
  std::ranges::sort(expected);
  EXPECT_EQ(lines_of(outcome.output), expected);
}

TEST_F(ContainerTest, MountOptions) {
  const Outcome outcome = run("mount | grep -E ' on (/|/dev|/dev/pts|/proc|/sys|/proc/sys) ' | sed 's/lowerdir.*//'");
  EXPECT_NE(outcome.output.find("proc on /proc type proc (rw,nosuid,nodev,noexec"), std::string::npos)
      << outcome.output;
  EXPECT_NE(outcome.output.find("sysfs on /sys type sysfs (ro,nosuid,nodev,noexec"), std::string::npos);
  EXPECT_NE(outcome.output.find("proc on /proc/sys type proc (ro,nosuid,nodev,noexec"), std::string::npos);
  EXPECT_NE(outcome.output.find("tmpfs on /dev type tmpfs (rw,nosuid"), std::string::npos);
  EXPECT_NE(outcome.output.find("devpts on /dev/pts type devpts (rw,nosuid,noexec"), std::string::npos);
}

TEST_F(ContainerTest, MaskedPathsAreEmpty) {
  EXPECT_EQ(
      run("cat /proc/keys /proc/timer_list /proc/interrupts; ls /sys/firmware; [ ! -e /proc/acpi ] || ls /proc/acpi")
          .output,
      "");
  EXPECT_EQ(run("stat -c %t:%T /proc/keys").output, "1:3\n");
}

TEST_F(ContainerTest, ReadOnlyPathsRefuseWrites) {
  const Outcome outcome =
      run("echo x >/proc/sys/kernel/core_pattern; mkdir /sys/fs/x; mkdir /sys/firmware/x; mount -t tmpfs x /");
  EXPECT_EQ(outcome.output,
            "sh: can't create /proc/sys/kernel/core_pattern: Read-only file system\n"
            "mkdir: can't create directory '/sys/fs/x': Read-only file system\n"
            "mkdir: can't create directory '/sys/firmware/x': Read-only file system\n"
            "mount: permission denied (are you root?)\n");
}

TEST_F(ContainerTest, DevicesAndLinks) {
  EXPECT_EQ(run("cd /dev; ls | tr '\\n' ' '; stat -c '%a %t:%T' null tty urandom; for l in ptmx fd stdin core; do "
                "readlink $l; done; "
                "echo x > null; stat -c %a . pts/ptmx")
                .output,
            "core fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero "
            "666 1:3\n666 5:0\n666 1:9\npts/ptmx\n/proc/self/fd\n/proc/self/fd/0\n/proc/kcore\n755\n666\n");
}

TEST_F(ContainerTest, RootIsWritableUnlessReadOnly) {
  EXPECT_EQ(run("touch /x && ls -d /x").output, "/x\n");
  ContainerDescription description = describe("touch /x; touch /dev/y && echo dev");
  description.root.read_only = true;
  EXPECT_EQ(run(std::move(description)).output, "touch: /x: Read-only file system\ndev\n");
  EXPECT_FALSE(fs::exists(layer() / "x"));
}

TEST_F(ContainerTest, Volumes) {
  fs::create_directories(work() / "volume/inner");
  std::ofstream(work() / "volume/hello") << "hello\n";
  std::ofstream(work() / "hosts") << "hosts\n";
  ContainerDescription description = describe(
      "cat /data/a/hello /etc/hosts /data/a/nested/hello; touch /data/a/new; touch /ro/new; touch /ro/inner/new");
  description.mounts = {{work() / "volume", "/data/a/nested", false, true},
                        {work() / "volume", "/data/a", false, true},
                        {work() / "volume", "/ro", true, true},
                        {work() / "hosts", "/etc/hosts", false, false}};
  EXPECT_EQ(
      run(std::move(description)).output,
      "hello\nhosts\nhello\ntouch: /ro/new: Read-only file system\ntouch: /ro/inner/new: Read-only file system\n");
  EXPECT_TRUE(fs::exists(work() / "volume/new"));
}

TEST_F(ContainerTest, MissingVolumeIsToldByName) {
  ContainerDescription description = describe("");
  description.mounts = {{"/nonexistent/source", "/data", false, true}};
  const Outcome outcome = run(std::move(description));
  EXPECT_EQ(outcome.failure, "mount /data from /nonexistent/source: No such file or directory");
  EXPECT_EQ(outcome.failure_exit_code, 128);
}

TEST_F(ContainerTest, NothingIsMountedOnProcOrRoot) {
  for (const char* target : {"/proc", "/proc/sys", "/a/../proc/self", "/", "/.."}) {
    ContainerDescription description = describe("");
    description.mounts = {{work(), target, false, true}};
    EXPECT_EQ(run(std::move(description)).failure,
              std::string("mount ") + target + ": neither / nor /proc can be a mount point: Invalid argument");
  }
}

// The canary: nothing of this may appear on the host.
TEST_F(ContainerTest, TargetsThroughHostileLinksStayInside) {
  const fs::path canary = work() / "canary";
  fs::create_directory(canary);
  fs::create_directory(work() / "volume");
  fs::create_symlink(canary, layer() / "absolute");
  fs::create_symlink("../../../../../../.." + canary.string(), layer() / "relative");
  fs::create_directories(layer() / canary.relative_path());
  for (const char* link : {"absolute", "relative"}) {
    ContainerDescription description = describe("ls -d " + canary.string() + "/made/here");
    description.mounts = {{work() / "volume", std::string("/") + link + "/made/here", false, true}};
    EXPECT_EQ(run(std::move(description)).output, canary.string() + "/made/here\n");
    EXPECT_TRUE(fs::is_empty(canary)) << link;
  }
}

TEST_F(ContainerTest, TargetsThroughMagicLinksLeadNowhere) {
  fs::create_directory(work() / "volume");
  for (const char* target : {"/proc/self/cwd", "/proc/1/root/tmp", "/proc/self/fd/3"}) {
    fs::remove(layer() / "magic");
    fs::create_symlink(target, layer() / "magic");
    ContainerDescription description = describe("true");
    description.mounts = {{work() / "volume", "/magic/peapod-mount-escaped", false, true}};
    const Outcome outcome = run(std::move(description));
    EXPECT_EQ(outcome.failure, "make directory /magic/peapod-mount-escaped: No such file or directory");
    EXPECT_FALSE(fs::exists("/tmp/peapod-mount-escaped"));
  }
}

TEST_F(ContainerTest, ImageWithLinksForKernelDirectoriesIsRefused) {
  for (const char* name : {"dev", "proc", "sys"}) {
    fs::create_directory(layer() / "etc");
    fs::create_symlink("etc", layer() / name);
    const Outcome outcome = run("true");
    EXPECT_EQ(outcome.failure,
              std::string("mount /") + name + ", which must be a directory of the image: Not a directory");
    EXPECT_EQ(outcome.failure_exit_code, 128);
    fs::remove(layer() / name);
    fs::remove_all(layer() / "etc");
  }
}

TEST_F(ContainerTest, FilesInPlaceOfDirectoriesAreRefused) {
  std::ofstream(layer() / "proc") << "fake";
  EXPECT_EQ(run("true").failure, "mount /proc, which must be a directory of the image: Not a directory");
}

TEST_F(ContainerTest, HostIsNotReachable) {
  const Outcome outcome =
      run("ls -d " + directory_ + " /etc/passwd /mnt/../../etc/debian_version 2>&1 | grep -v 'No such'");
  EXPECT_EQ(outcome.output, "");
}

TEST_F(ContainerTest, LeavesNoMountOnTheHost) {
  run("true");
  const Result<std::vector<sys::MountPoint>> mounts = sys::read_mountinfo();
  ASSERT_TRUE(mounts);
  for (const sys::MountPoint& mount : *mounts)
    EXPECT_FALSE(sys::is_at_or_below(mount.target, directory_)) << mount.target;
  EXPECT_TRUE(fs::is_empty(work() / "target"));
}

class HostImageTest : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    char name[] = "/var/tmp/peapod-hidden-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    hidden_ = name;
    std::ofstream(hidden_ / "secret") << "secret";
    fs::create_directory(work() / "volume");
  }
  void TearDown() override {
    ContainerTest::TearDown();
    fs::remove_all(hidden_);
  }

  ContainerDescription describe_host(const std::string& script) {
    ContainerDescription description = describe("");
    description.root = {};
    description.root.kind = RootFilesystem::Kind::Host;
    description.root.target = work() / "target";
    description.root.host_hidden = {hidden_, "/nonexistent-hidden"};
    description.argv = {"/bin/busybox", "sh", "-c", script};
    return description;
  }

  fs::path hidden_;
};

TEST_F(HostImageTest, IsReadOnlyWithPlacesOfItsOwn) {
  const Outcome outcome = run(describe_host(
      "busybox touch /etc/x; busybox touch /var/tmp/x; busybox touch /tmp/x /run/x && busybox ls /tmp /run; "
      "busybox ls /dev | busybox grep -c null; busybox ls " +
      hidden_.string()));
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.output,
            "touch: /etc/x: Read-only file system\ntouch: /var/tmp/x: Read-only file system\n"
            "/run:\nx\n\n/tmp:\nx\n1\n");
}

TEST_F(HostImageTest, MountPointsAreMadeAboveTheBoxNotOnIt) {
  ContainerDescription description = describe_host("busybox touch /new-mount-point/deep/x");
  description.mounts = {{work() / "volume", "/new-mount-point/deep", false, true}};
  const Outcome outcome = run(std::move(description));
  EXPECT_EQ(outcome.failure + outcome.output, "");
  EXPECT_FALSE(fs::exists("/new-mount-point"));
  EXPECT_TRUE(fs::exists(work() / "volume/x"));
}

TEST_F(HostImageTest, OtherMountsOfTheBoxAreShownReadOnlyWhenAskedFor) {
  ContainerDescription description = describe_host("busybox touch /dev/shm/peapod-x; busybox touch /sys/x");
  description.root.host_submounts = {"/dev/shm"};
  description.mounts = {};
  const Outcome outcome = run(std::move(description));
  EXPECT_EQ(outcome.failure, "");
}

TEST(ContainerPath, Components) {
  EXPECT_EQ(join_path(path_components("/a//b/./c/../d/")), "/a/b/d");
  EXPECT_EQ(join_path(path_components("/../..")), "/");
  EXPECT_EQ(join_path(path_components("")), "/");
}

TEST(OverlayOptions, EscapesAndLimits) {
  const Result<std::string> options = overlay_options({"a", "b,c"}, "/up:x", "/w\\y");
  ASSERT_TRUE(options);
  EXPECT_EQ(*options, "lowerdir=a:b\\,c,upperdir=/up\\:x,workdir=/w\\\\y");
  EXPECT_TRUE(overlay_options(std::vector<std::string>(200, std::string(16, 'a')), "/u", "/w"));
  const Result<std::string> long_one = overlay_options(std::vector<std::string>(300, std::string(16, 'a')), "/u", "/w");
  ASSERT_FALSE(long_one);
  EXPECT_EQ(long_one.error().message(), "the image's 300 layers do not fit into one mount: Argument list too long");
  EXPECT_FALSE(overlay_options({}, "/u", "/w"));
}

}  // namespace
}  // namespace peapod::platform
