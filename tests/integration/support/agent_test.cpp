#include "tests/integration/support/agent_test.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kLeakDeadline(5);  // What is dying may take this long to be gone.

}  // namespace

void AgentTest::SetUp() {
  char pattern[] = "/tmp/peapod-test.XXXXXX";
  ASSERT_NE(mkdtemp(pattern), nullptr);
  root_ = pattern;
  agent_.emplace(root_);
  before_agent_ = take_traces({});
  ASSERT_TRUE(agent_->add_image("busybox"));
  ASSERT_TRUE(agent_->start(agent_options())) << read_text(agent_->log_path());
  idle_agent_ = take_traces({root_});
}

void AgentTest::TearDown() {
  if (root_.empty()) return;
  if (HasFailure()) tell_all();
  if (!agent_->running()) agent_->start(agent_options());
  if (agent_->running()) {
    remove_all_pods();
    expect_nothing_left(idle_agent_, "while the agent is idle again");
    EXPECT_EQ(agent_->stop(), 0) << "the agent's exit code; -1: it did not stop\n" << read_text(agent_->log_path());
  }
  expect_nothing_left(before_agent_, "after the agent");
  fs::remove_all(root_);
}

void AgentTest::restart_agent() {
  ASSERT_FALSE(agent_->running());
  ASSERT_TRUE(agent_->start(agent_options())) << read_text(agent_->log_path());
}

void AgentTest::add_example(const std::string& file_name) {
  const std::string text = read_text(fs::path(PEAPOD_SOURCE_DIR) / "config/examples" / file_name);
  ASSERT_FALSE(text.empty()) << file_name;
  agent_->add_manifest(file_name, text);
}

bool AgentTest::wait_for(const std::string& pod, const std::string& what,
                         const std::function<bool(const PodView&)>& wanted, std::chrono::seconds deadline) {
  const bool met = eventually(deadline, [&] {
    const std::optional<PodView> view = agent_->pod(pod);
    return view && wanted(*view);
  });
  if (!met) ADD_FAILURE() << "waited in vain for pod " << pod << ": " << what;
  return met;
}

bool AgentTest::wait_ready(const std::string& pod, std::chrono::seconds deadline) {
  return wait_for(
      pod, "Ready", [](const PodView& view) { return view.ready; }, deadline);
}

bool AgentTest::wait_phase(const std::string& pod, const std::string& phase, std::chrono::seconds deadline) {
  return wait_for(
      pod, "phase " + phase, [&](const PodView& view) { return view.phase == phase; }, deadline);
}

bool AgentTest::wait_gone(const std::string& pod, std::chrono::seconds deadline) {
  const bool gone = eventually(deadline, [&] { return agent_->peapod({"get", "pod", pod}).exit_code != 0; });
  if (!gone) ADD_FAILURE() << "pod " << pod << " did not go";
  return gone;
}

bool AgentTest::wait_log(const std::string& pod, const std::string& container, const std::string& text,
                         std::chrono::seconds deadline) {
  std::string log;
  const bool found = eventually(deadline, [&] {
    log = agent_->logs(pod, container);
    return log.find(text) != std::string::npos;
  });
  if (!found) ADD_FAILURE() << "log of " << pod << "/" << container << " has no '" << text << "':\n" << log;
  return found;
}

void AgentTest::remove_all_pods() {
  agent_->remove_all_manifests();
  for (const PodView& pod : agent_->pods()) agent_->peapod({"delete", "pod", pod.name, "--wait=false"});
  const bool gone = eventually(std::chrono::seconds(60), [&] { return agent_->pods().empty(); });
  if (gone) return;
  ADD_FAILURE() << "pods do not go";
  tell_all();
}

// What an agent keeps while it runs: unpacked images, the parents of what comes and goes with pods, and itself, which
// may have been started anew. And what the test itself put there: images, and files below given().
bool AgentTest::is_meant_to_stay(const std::string& line) const {
  const std::string images = "file " + root_ + "/lib/images";
  const std::string self = "process " + std::to_string(agent_->pid()) + " ";
  const std::string offered = "file " + root_ + "/images/";
  const std::string given = "file " + agent_->given();
  for (const std::string& beginning : {images, self, offered, given}) {
    if (line.rfind(beginning, 0) == 0) return true;
  }
  for (const char* end : {"/burstable", "/besteffort", "/log", "/log/pods", "/log/containers"}) {
    if (line.size() > std::strlen(end) && line.compare(line.size() - std::strlen(end), std::string::npos, end) == 0)
      return true;
  }
  return false;
}

void AgentTest::expect_nothing_left(const Traces& before, const char* when) {
  const bool while_running = agent_->running();
  std::vector<std::string> left;
  const bool clean = eventually(kLeakDeadline, [&] {
    left =
        left_behind(before, take_traces(while_running ? std::vector<std::string>{root_} : std::vector<std::string>{}));
    if (while_running) std::erase_if(left, [&](const std::string& line) { return is_meant_to_stay(line); });
    return left.empty();
  });
  if (clean) return;
  for (const std::string& line : left) ADD_FAILURE() << "left behind " << when << ": " << line;
}

void AgentTest::tell_all() const {
  std::fprintf(stderr, "--- agent.log\n%s", read_text(agent_->log_path()).c_str());
  if (!agent_->running()) return;
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"get", "pods", "-A", "-o", "wide"}, {"describe", "pods"}, {"events"}}) {
    const CommandResult result = agent_->peapod(command);
    std::fprintf(stderr, "--- peapod %s\n%s%s", command[0].c_str(), result.out.c_str(), result.err.c_str());
  }
}

}  // namespace peapod::test
