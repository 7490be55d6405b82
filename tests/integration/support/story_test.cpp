#include "tests/integration/support/story_test.h"

#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

constexpr std::chrono::seconds kPatience(30);

std::string list(const char* key, const std::vector<std::string>& containers) {
  if (containers.empty()) return {};
  std::string text = std::string("  ") + key + ":\n";
  for (const std::string& container : containers) text += "    - " + container + "\n";
  return text;
}

std::vector<std::string> texts(const std::vector<ContainerText>& containers) {
  std::vector<std::string> all;
  for (const ContainerText& container : containers) all.push_back(container.text());
  return all;
}

}  // namespace

std::string ContainerText::text() const {
  return "{name: " + name + ", image: busybox, command: [sh, -c, \"" + script + "\"], volumeMounts: [" +
         Story::mount() + "]" + more + "}";
}

void StoryTest::SetUp() {
  AgentTest::SetUp();
  story_.emplace(agent().given() + "/story");
}

void StoryTest::start(const std::string& name, const std::string& spec, const std::vector<ContainerText>& containers,
                      const std::vector<ContainerText>& init) {
  start_text(name, spec, texts(containers), texts(init));
}

void StoryTest::start_text(const std::string& name, const std::string& spec, const std::vector<std::string>& containers,
                           const std::vector<std::string>& init) {
  const std::string text = "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\nspec:\n  volumes: [" +
                           story().volume() + ", {name: built, hostPath: {path: " PEAPOD_BINARY_DIR "}}]\n" + spec +
                           list("initContainers", init) + list("containers", containers);
  const std::string file = agent().given() + "/" + name + ".yaml";
  write_text(file, text);
  const CommandResult applied = agent().peapod({"apply", "-f", file});
  ASSERT_EQ(applied.exit_code, 0) << applied.err << text;
}

bool StoryTest::wait_told(const std::string& words) {
  const bool told = eventually(kPatience, [&] { return story().told(words); });
  if (!told) ADD_FAILURE() << "never told: " << words;
  return told;
}

bool StoryTest::wait_event(const std::string& text) {
  const bool seen = eventually(kPatience, [&] { return events().find(text) != std::string::npos; });
  if (!seen) ADD_FAILURE() << "no such event: " << text << "\n" << events();
  return seen;
}

void StoryTest::request_deletion(const std::string& name, std::vector<std::string> options) {
  std::vector<std::string> arguments = {"delete", "pod", name, "--wait=false"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const CommandResult deleted = agent().peapod(arguments);
  ASSERT_EQ(deleted.exit_code, 0) << deleted.err;
}

std::string StoryTest::events() { return agent().peapod({"events"}).out; }

}  // namespace peapod::test
