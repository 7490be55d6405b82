#include "tests/support/isolated_box.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "platform/sys/unique_fd.h"
#include "tests/support/eventually.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

constexpr char kPrefix[] = "peapod-test-";
constexpr char kCgroupRoot[] = "/sys/fs/cgroup";

// One hierarchy of a v1 or hybrid host.
struct Hierarchy {
  std::string mount_point;  // "/sys/fs/cgroup/cpu".
  std::string type;         // "cgroup" or "cgroup2".
  std::string controllers;  // "cpu", or "cpu,cpuacct" where they are mounted together.
  fs::path group;           // Ours, as the host sees it.
};

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "cannot make a box for the tests: %s: %s (they need root)\n", what, std::strerror(errno));
  std::fflush(stderr);
  _exit(1);
}

void write_file(const fs::path& path, const std::string& text) {
  const UniqueFd file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file || write(file.get(), text.data(), text.size()) < 0) give_up(path.c_str());
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

// Our group in the hierarchy whose controllers are these ("" for v2), from /proc/self/cgroup:
// "4:memory:/path".
std::string own_group(const std::string& controllers) {
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (line.substr(first + 1, second - first - 1) == controllers) return line.substr(second + 1);
  }
  return "/";
}

std::vector<Hierarchy> find_hierarchies() {
  constexpr const char* kUsed[] = {"cpu", "cpuacct", "memory", "pids", "freezer"};
  std::vector<Hierarchy> found;
  std::ifstream file("/proc/self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> fields = words_of(line);
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (fields.size() < 7 || std::distance(dash, fields.end()) < 4) continue;
    Hierarchy hierarchy{fields[4], *(dash + 1), "", ""};
    if (hierarchy.mount_point == kCgroupRoot) continue;  // The tmpfs above v1 mounts, or a pure v2 host.
    if (hierarchy.type == "cgroup") {
      std::istringstream options(*(dash + 3));
      bool used = false;
      for (std::string option; std::getline(options, option, ',');) {
        if (option == "rw" || option == "ro" || option == "xattr") continue;
        used = used || std::find(std::begin(kUsed), std::end(kUsed), option) != std::end(kUsed);
        hierarchy.controllers += (hierarchy.controllers.empty() ? "" : ",") + option;
      }
      if (!used) continue;
    } else if (hierarchy.type != "cgroup2") {
      continue;
    }
    hierarchy.group =
        hierarchy.mount_point + own_group(hierarchy.controllers) + "/" + kPrefix + std::to_string(getpid());
    found.push_back(hierarchy);
  }
  return found;
}

// Bottom-up. True when it is gone.
bool remove_group(const fs::path& group) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(group, error)) {
    if (entry.is_directory(error)) remove_group(entry.path());
  }
  return rmdir(group.c_str()) == 0 || errno == ENOENT;
}

// Groups of runs that were killed before they could tidy up.
void remove_stale_groups(const fs::path& parent) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent, error)) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    if (name.rfind(kPrefix, 0) != 0) continue;
    std::from_chars(name.data() + sizeof(kPrefix) - 1, name.data() + name.size(), pid);
    if (pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) remove_group(entry.path());
  }
}

void show_hierarchies(const std::vector<Hierarchy>& hierarchies) {
  if (hierarchies.empty()) return;
  if (mount("tmpfs", kCgroupRoot, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755") != 0)
    give_up("tmpfs for cgroups");
  for (const Hierarchy& hierarchy : hierarchies) {
    mkdir(hierarchy.mount_point.c_str(), 0755);
    if (mount("cgroup", hierarchy.mount_point.c_str(), hierarchy.type.c_str(), MS_NOSUID | MS_NODEV | MS_NOEXEC,
              hierarchy.controllers.empty() ? nullptr : hierarchy.controllers.c_str()) != 0) {
      give_up(hierarchy.mount_point.c_str());
    }
  }
}

void bring_lo_up() {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  if (ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0) give_up("lo");
}

// Process 1 of the box: its end ends everything in it.
[[noreturn]] void run_first_process(const std::vector<Hierarchy>& hierarchies, const std::function<int()>& tests) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) give_up("private mounts");
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) give_up("/proc");
  show_hierarchies(hierarchies);
  bring_lo_up();
  if (sethostname("testbox", 7) != 0) give_up("host name");

  const pid_t runner = fork();
  if (runner < 0) give_up("fork");
  if (runner == 0) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    std::exit(tests());
  }
  for (;;) {
    int status = 0;
    const pid_t reaped = waitpid(-1, &status, 0);
    if (reaped == runner) _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  }
}

}  // namespace

int run_in_isolated_box(const std::function<int()>& tests) {
  const std::vector<Hierarchy> hierarchies = find_hierarchies();
  for (const Hierarchy& hierarchy : hierarchies) {
    remove_stale_groups(hierarchy.group.parent_path());
    if (mkdir(hierarchy.group.c_str(), 0755) != 0) give_up(hierarchy.group.c_str());
  }

  std::fflush(nullptr);  // Or the children would print what is buffered once more.
  const pid_t maker = fork();
  if (maker < 0) give_up("fork");
  if (maker == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const Hierarchy& hierarchy : hierarchies) write_file(hierarchy.group / "cgroup.procs", "0");
    if (unshare(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWCGROUP) != 0) give_up("unshare");
    const pid_t first = fork();
    if (first < 0) give_up("fork");
    if (first == 0) run_first_process(hierarchies, tests);
    int status = 0;
    waitpid(first, &status, 0);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  }
  int status = 0;
  waitpid(maker, &status, 0);
  for (const Hierarchy& hierarchy : hierarchies) {
    const bool removed = eventually(std::chrono::seconds(5), [&] { return remove_group(hierarchy.group); });
    if (!removed) std::fprintf(stderr, "left behind: cgroup %s: %s\n", hierarchy.group.c_str(), std::strerror(errno));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace peapod::test
