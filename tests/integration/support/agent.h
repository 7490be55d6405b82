#pragma once

// One `peapod agent` under a root of its own, and the commands a person would give it.

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/support/pod_view.h"
#include "tests/support/command.h"

namespace peapod::test {

class Agent {
 public:
  // Everything lies below `root`, which exists.
  explicit Agent(std::string root) : root_(std::move(root)) {}
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // True when it answers. `options` go after `agent --root ROOT`.
  bool start(const std::vector<std::string>& options = {});
  // SIGTERM and wait; its exit code, -1 when it did not end within `deadline`.
  int stop(std::chrono::seconds deadline = std::chrono::seconds(60));
  void crash();  // SIGKILL.
  bool running() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }

  // `peapod --root ROOT ARGUMENTS`.
  CommandResult peapod(std::vector<std::string> arguments, const CommandOptions& options = {}) const;

  void add_manifest(const std::string& file_name,
                    const std::string& text) const;  // Appears complete, by rename.
  void remove_manifest(const std::string& file_name) const;
  void remove_all_manifests() const;
  // Offers an image made by toolchains/images/make-NAME-image.sh; made once and kept in the build directory.
  // False, with the reason on stderr, when the script fails.
  bool add_image(const std::string& name) const;

  std::optional<PodView> pod(const std::string& name) const;
  std::vector<PodView> pods() const;
  std::string logs(const std::string& pod, const std::string& container) const;
  std::string log_path() const { return root_ + "/agent.log"; }
  const std::string& root() const { return root_; }
  // A directory for files of the test's own that pods use.
  std::string given() const { return root_ + "/given"; }

 private:
  std::string root_;
  pid_t pid_ = 0;
};

// The name of the pod of a manifest file: the node's name is added, as Kubernetes does for static pods.
std::string static_name(const std::string& name);

// The page at `url`, fetched by busybox wget in a network namespace (-1: the test's own); nothing when there
// is none.
std::optional<std::string> fetch(const std::string& url, int net_ns = -1);

}  // namespace peapod::test
