#include "tests/bench/floor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char* const kGroups[] = {"cpu", "memory", "pids"};
enum { kGroupCount = 3 };

static int fail(const char* what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  return -1;
}

static int write_to(const char* directory, const char* file, const char* text) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", directory, file);
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return fail(path);
  const ssize_t written = write(fd, text, strlen(text));
  close(fd);
  return written < 0 ? fail(path) : 0;
}

static void group_path(char* path, size_t size, int index, const char* name) {
  snprintf(path, size, "/sys/fs/cgroup/%s/%s", kGroups[index], name);
}

static int make_groups(const char* name) {
  static const char* const kLimits[][2] = {
      {"cpu.cfs_quota_us", "50000"}, {"memory.limit_in_bytes", "67108864"}, {"pids.max", "64"}};
  for (int i = 0; i < kGroupCount; ++i) {
    char path[256];
    group_path(path, sizeof path, i, name);
    if (mkdir(path, 0755) != 0) return fail(path);
    if (write_to(path, kLimits[i][0], kLimits[i][1]) != 0) return -1;
  }
  return 0;
}

static int enter_groups(const char* name) {
  for (int i = 0; i < kGroupCount; ++i) {
    char path[256];
    group_path(path, sizeof path, i, name);
    if (write_to(path, "cgroup.procs", "0") != 0) return -1;
  }
  return 0;
}

static int remove_groups(const char* name) {
  for (int i = 0; i < kGroupCount; ++i) {
    char path[256];
    group_path(path, sizeof path, i, name);
    int tries = 0;
    while (rmdir(path) != 0) {
      if (++tries > 5000) return fail(path); /* A dying process holds it for a moment. */
      usleep(20);
    }
  }
  return 0;
}

static int enter_root(const struct floor_places* places) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return fail("private");
  if (mount("overlay", places->target, "overlay", 0, places->overlay) != 0) return fail("overlay");
  if (chdir(places->target) != 0) return fail("chdir");
  if (mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0) return fail("proc");
  if (mount("tmpfs", "dev", "tmpfs", MS_NOSUID, "mode=755,size=64k") != 0) return fail("dev");
  if (mount("tmpfs", "tmp", "tmpfs", MS_NOSUID, "size=1m") != 0) return fail("tmp");
  if (syscall(SYS_pivot_root, ".", ".") != 0) return fail("pivot_root");
  if (umount2(".", MNT_DETACH) != 0) return fail("umount");
  return chdir("/");
}

static void become_payload(void) {
  char* const argv[] = {"payload", NULL};
  char* const environment[] = {NULL};
  execve("/payload", argv, environment);
  _exit(fail("exec /payload") == 0 ? 0 : 127);
}

static int wait_well(pid_t pid, const char* what) {
  int status = 0;
  if (waitpid(pid, &status, 0) != pid || status != 0) {
    fprintf(stderr, "floor: %s: wait status %x\n", what, (unsigned)status);
    return -1;
  }
  return 0;
}

int floor_container(const struct floor_places* places, int network) {
  if (places->groups != NULL && make_groups(places->groups) != 0) return -1;
  struct clone_args arguments;
  memset(&arguments, 0, sizeof arguments);
  arguments.flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWCGROUP;
  if (network == FLOOR_NEW_NETWORK) arguments.flags |= CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  arguments.exit_signal = SIGCHLD;
  const pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid < 0) return fail("clone3");
  if (pid == 0) {
    if (places->groups != NULL && enter_groups(places->groups) != 0) _exit(1);
    if (enter_root(places) != 0) _exit(1);
    become_payload();
  }
  if (wait_well(pid, "container") != 0) return -1;
  return places->groups != NULL ? remove_groups(places->groups) : 0;
}

int floor_exec(int pidfd, int own_pid_ns) {
  if (setns(pidfd, CLONE_NEWPID) != 0) return fail("setns pid");
  const pid_t pid = vfork();
  if (pid == 0) {
    if (setns(pidfd, CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0) _exit(1);
    become_payload();
  }
  if (setns(own_pid_ns, CLONE_NEWPID) != 0) return fail("setns back");
  return pid < 0 ? fail("vfork") : wait_well(pid, "exec");
}

int floor_http(int net_ns, int own_net_ns, unsigned short port) {
  static const char kRequest[] =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: kube-probe/1.36\r\nAccept: */*\r\nConnection: "
      "close\r\n\r\n";
  if (net_ns >= 0 && setns(net_ns, CLONE_NEWNET) != 0) return fail("setns net");
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (net_ns >= 0 && setns(own_net_ns, CLONE_NEWNET) != 0) return fail("setns net back");
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int result = -1;
  char reply[2048];
  size_t size = 0;
  if (connect(fd, (struct sockaddr*)&address, sizeof address) != 0) {
    fail("connect");
  } else if (send(fd, kRequest, sizeof kRequest - 1, MSG_NOSIGNAL) < 0) {
    fail("send");
  } else {
    for (ssize_t count = 1; count > 0 && size < sizeof reply; size += (size_t)(count > 0 ? count : 0)) {
      count = recv(fd, reply + size, sizeof reply - size, 0);
    }
    result = size >= 12 && memcmp(reply + 9, "200", 3) == 0 ? 0 : -1;
    if (result != 0) fprintf(stderr, "floor: http: no 200\n");
  }
  close(fd);
  return result;
}
