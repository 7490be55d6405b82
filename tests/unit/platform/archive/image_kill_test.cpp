// A load that is killed, as by a power cut, on entry to each of its system calls in turn.

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/emulation.h"
#include "tests/unit/platform/archive/image_fixture.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

class KilledLoad : public ImageTest {
 protected:
  KilledLoad() : ImageTest(fast_directory()) {}

  // True when it got through before its system call number `calls`.
  bool load_with(int calls) {
    pid_t pid = ::fork();
    if (pid == 0) {
      ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
      ::raise(SIGSTOP);
      ::_exit(store_.load((base_ / "source").string()) ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    ::ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_EXITKILL);
    // A call stops twice: on entry and on return.
    for (int stops = 0; stops < 2 * calls - 1; ++stops) {
      ::ptrace(PTRACE_SYSCALL, pid, nullptr, nullptr);
      EXPECT_EQ(::waitpid(pid, &status, 0), pid);
      if (!WIFSTOPPED(status)) {
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
        return true;
      }
    }
    ::kill(pid, SIGKILL);
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    return false;
  }

  void expect_complete(const platform::Image& image) {
    ASSERT_EQ(image.layers.size(), 2u);
    EXPECT_EQ(fs::file_size(layer_path(image, 0) / "dir/b"), 3000u);
    EXPECT_EQ(fs::file_size(layer_path(image, 1) / "a"), 2000u);
  }
};

TEST_F(KilledLoad, LeavesNothingThatIsBelieved) {
  SKIP_UNDER_USER_EMULATION();
  const TestImage image{.layers = {tar_of({file("a", std::string(2000, 'a'))}),
                                   tar_of({directory("dir"), file("dir/b", std::string(3000, 'b'))})}};
  write_directory(base_ / "source", oci_files(image));
  int killed = 0, believed = 0;
  for (int calls = 1;; ++calls) {
    ASSERT_LT(calls, 5000);
    fs::remove_all(base_ / "lib");
    if (load_with(calls)) break;
    ++killed;
    if (std::optional<platform::Image> found = find("test")) {
      ++believed;
      expect_complete(*found);
    }
    if (calls % 10 != 0) continue;
    // What was left is no obstacle.
    auto loaded = store_.load((base_ / "source").string());
    ASSERT_TRUE(loaded) << loaded.error().message();
    expect_complete(*find("test"));
    EXPECT_TRUE(fs::is_empty(base_ / "lib/images/tmp"));
  }
  EXPECT_GT(killed, 100);
  EXPECT_GT(believed, 0) << "the last calls come after the rename of the record";
  expect_complete(*find("test"));
}

}  // namespace
}  // namespace peapod::test
