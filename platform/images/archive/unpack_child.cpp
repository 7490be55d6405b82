// The confinement of the child that unpacks: an archive is the one input of ours that strangers write.

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>

#include "platform/images/archive/image_load.h"
#include "platform/images/archive/layer_directory.h"
#include "platform/images/image_store.h"
#include "platform/sys/file.h"

namespace peapod::platform {
namespace {

constexpr rlim_t kDataBytesMore = 128 * 1024 * 1024;  // Beyond what the agent itself has when it forks.
constexpr rlim_t kFilesMax = 1024;                    // A layer is removed with two for each of up to 200 levels.
constexpr int kNice = 10;

// Owners, modes and file capabilities as in the archive; device 0:0 and trusted.* attributes for overlayfs.
constexpr std::uint32_t kCapabilities = 1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER | 1U << CAP_FSETID |
                                        1U << CAP_SETFCAP | 1U << CAP_MKNOD | 1U << CAP_SYS_ADMIN;

// Handlers of the parent's would write to descriptors that mean something else here.
void reset_signals() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_all_but(int kept) {
#ifdef SYS_close_range
  bool above = ::syscall(SYS_close_range, static_cast<unsigned>(kept) + 1, ~0U, 0U) == 0;
  if (above && (kept == 3 || ::syscall(SYS_close_range, 3U, static_cast<unsigned>(kept) - 1, 0U) == 0)) return;
#endif
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  for (int fd = 3; fd < static_cast<int>(std::min<rlim_t>(limit.rlim_cur, INT_MAX)); ++fd)
    if (fd != kept) ::close(fd);
}

// Limits are only ever lowered, which needs no privilege.
template <class Resource>  // An enumeration in glibc, an int elsewhere.
void lower_limit(Resource resource, rlim_t value) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0) return;
  limit.rlim_cur = std::min(limit.rlim_cur, value);
  limit.rlim_max = std::min(limit.rlim_max, value);
  ::setrlimit(resource, &limit);
}

rlim_t own_data_bytes() {
  Result<std::string> statm = sys::read_file("/proc/self/statm", 256);
  unsigned long pages = 0;
  if (!statm || std::sscanf(statm->c_str(), "%*u %*u %*u %*u %*u %lu", &pages) != 1) return RLIM_INFINITY;
  return static_cast<rlim_t>(pages) * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

void lower_limits() {
  rlim_t data = own_data_bytes();
  if (data < RLIM_INFINITY - kDataBytesMore) lower_limit(RLIMIT_DATA, data + kDataBytesMore);
  lower_limit(RLIMIT_FSIZE, static_cast<rlim_t>(images::kImageBytesMax));
  lower_limit(RLIMIT_NOFILE, kFilesMax);
  lower_limit(RLIMIT_CORE, 0);
}

// The store becomes the root, and where the kernel can do it (not when the root is an initramfs) nothing else
// is mounted.
Result<UniqueFd> enter_store(const std::string& store) {
  if (::unshare(CLONE_NEWNS) != 0) return Error{errno, "unshare"};
  // A kernel without these namespaces has nothing to leave.
  (void)::unshare(CLONE_NEWNET);
  (void)::unshare(CLONE_NEWIPC);
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return Error{errno, "make mounts private"};
  const char* path = store.c_str();
  bool alone = ::mount(path, path, nullptr, MS_BIND, nullptr) == 0 && ::chdir(path) == 0 &&
               ::syscall(SYS_pivot_root, ".", ".") == 0 && ::umount2(".", MNT_DETACH) == 0;
  if (!alone && ::chroot(path) != 0) return Error{errno, "chroot"};
  if (::chdir("/") != 0) return Error{errno, "chdir"};
  return sys::open("/", O_RDONLY | O_DIRECTORY);
}

Result<void> drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (::syscall(SYS_capget, &header, data) != 0) return Error{errno, "capget"};
  data[0].effective &= kCapabilities;
  data[0].permitted &= kCapabilities;
  data[1] = {};
  data[0].inheritable = 0;
  if (::syscall(SYS_capset, &header, data) != 0) return Error{errno, "capset"};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Error{errno, "no_new_privs"};
  return {};
}

Result<void> unpack_confined(const std::string& store, const std::string& source) {
  Result<images::OpenLoad> load = images::open_load(store, source);
  if (!load) return std::move(load.error());
  lower_limits();
  Result<UniqueFd> entered = enter_store(store);
  if (!entered) return std::move(entered.error());
  load->store = std::move(*entered);
  if (Result<void> dropped = drop_capabilities(); !dropped) return dropped;
  Result<std::vector<ImageReference>> loaded = images::load_images(*load);
  if (!loaded) return std::move(loaded.error());
  return {};
}

[[noreturn]] void run_child(const std::string& store, const std::string& source, int pipe, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // It died before we could ask for the signal.
  reset_signals();
  close_all_but(pipe);
  ::umask(0);
  ::setpriority(PRIO_PROCESS, 0, kNice);
  Result<void> done = unpack_confined(store, source);
  if (done) ::_exit(0);
  std::string line = std::move(done.error()).within("load '" + source + "'").message();
  std::ranges::replace(line, '\n', ' ');
  line.resize(std::min<std::size_t>(line.size(), PIPE_BUF - 1));
  line += '\n';
  // One write below PIPE_BUF is whole or not at all; without a reader the exit status has to do.
  (void)!::write(pipe, line.data(), line.size());
  ::_exit(1);
}

}  // namespace

Result<UnpackChild> unpack_in_child(ImageStore& store, const std::string& source) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{errno, "pipe"};
  UniqueFd read_end(ends[0]), write_end(ends[1]);
  const pid_t parent = ::getpid();
  sigset_t all, before;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &before);
  pid_t pid = ::fork();
  const int error = errno;
  if (pid == 0) run_child(store.directory(), source, write_end.get(), parent);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) return Error{error, "fork"};
  return UnpackChild{pid, read_end.release()};
}

}  // namespace peapod::platform
