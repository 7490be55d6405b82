#pragma once

// The fixture of an integration test: an agent with the busybox image under a fresh root. After the test
// every pod is removed, and whatever is left then (process, mount, cgroup, network namespace, file,
// descriptor) fails the test by name.

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/support/agent.h"
#include "tests/support/leak_check.h"

namespace peapod::test {

class AgentTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // For tests that want their agent started otherwise: called by SetUp.
  virtual std::vector<std::string> agent_options() const { return {}; }

  // config/examples/FILE as a manifest.
  void add_example(const std::string& file_name);

  // Waits until the pod is there and `wanted` holds; fails the test saying what was waited for, and what the
  // pod was.
  bool wait_for(const std::string& pod, const std::string& what, const std::function<bool(const PodView&)>& wanted,
                std::chrono::seconds deadline = std::chrono::seconds(30));
  bool wait_ready(const std::string& pod, std::chrono::seconds deadline = std::chrono::seconds(30));
  bool wait_phase(const std::string& pod, const std::string& phase,
                  std::chrono::seconds deadline = std::chrono::seconds(30));
  bool wait_gone(const std::string& pod, std::chrono::seconds deadline = std::chrono::seconds(40));
  // Until the container's log has this text.
  bool wait_log(const std::string& pod, const std::string& container, const std::string& text,
                std::chrono::seconds deadline = std::chrono::seconds(30));

  Agent& agent() { return *agent_; }
  // Replaces an agent that was stopped or has crashed by a new one on the same root.
  void restart_agent();

 private:
  void remove_all_pods();
  bool is_meant_to_stay(const std::string& line) const;
  void expect_nothing_left(const Traces& before, const char* when);
  void tell_all() const;

  std::string root_;
  std::optional<Agent> agent_;
  Traces before_agent_;
  Traces idle_agent_;
};

}  // namespace peapod::test
