#pragma once

// The three streams of a container: pipes, or one pty for all. Our ends feed the log; the keeper holds
// duplicates of them, so that no writer sees a broken pipe while no agent is there.

#include <cstdint>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/log_pump.h"
#include "platform/launch/container_plan.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

class ContainerStdio {
 public:
  // New streams. stdin is /dev/null unless the manifest asks for one, which then stays open and empty.
  // `uid` will own it, so that it can open /dev/stdout.
  Result<void> open(const config::Container& container, std::uint32_t uid);

  // The container's ends, for its description; close_child_ends() when it has them.
  platform::Stdio child_ends() const;
  void close_child_ends();

  // Our ends in the order in which adopt() takes them back: output first, then what stdin is fed by.
  std::vector<int> to_hold() const;
  void adopt(const config::Container& container, std::vector<UniqueFd>& held);

  // Begins to read into the log.
  Result<void> pump_into(uv_loop_t* loop, std::unique_ptr<LogWriter> writer);
  // Everything written so far is in the log when it returns.
  void finish();

 private:
  bool tty_ = false;
  std::string tty_path_;
  UniqueFd child_stdin_, child_stdout_, child_stderr_;
  UniqueFd stdin_write_, stdout_read_, stderr_read_;  // A pty's master is stdout_read_.
  LoopOwned<LogPump> pump_;
};

// A pseudo terminal of the host's instance: the master, the slave, and the slave's path below /dev/pts.
struct Pty {
  UniqueFd master, slave;
  std::string path;
};
Result<Pty> open_pty(std::uint16_t columns, std::uint16_t rows);

}  // namespace peapod::runtime
