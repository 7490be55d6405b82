#pragma once

// The fixture of tests whose containers tell their story.

#include <optional>
#include <string>
#include <vector>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/story.h"

namespace peapod::test {

// A container that runs a script of busybox's shell and can tell.
struct ContainerText {
  std::string name;
  std::string script;
  std::string more = {};  // Further members in flow style, each beginning with a comma.

  std::string text() const;
};

class StoryTest : public AgentTest {
 protected:
  void SetUp() override;

  // Applies a pod. `spec`: lines in block style, indented by two.
  void start(const std::string& name, const std::string& spec, const std::vector<ContainerText>& containers,
             const std::vector<ContainerText>& init = {});
  // As above, with containers as they are written.
  void start_text(const std::string& name, const std::string& spec, const std::vector<std::string>& containers,
                  const std::vector<std::string>& init = {});
  bool wait_told(const std::string& words);
  bool wait_event(const std::string& text);
  void request_deletion(const std::string& name, std::vector<std::string> options = {});
  std::string events();
  const Story& story() const { return *story_; }

 private:
  std::optional<Story> story_;
};

}  // namespace peapod::test
