#include <gtest/gtest.h>

#include <set>

#include "firmware-agent/cli/agent_settings.h"
#include "firmware-agent/cli/exec_session.h"
#include "firmware-agent/cli/kind.h"
#include "firmware-agent/cli/log_target.h"
#include "firmware-agent/cli/option_words.h"

namespace peapod::cli {
namespace {

// Words after the command's name, as its options.
std::optional<Arguments> parse(std::string_view command, std::vector<std::string> words) {
  words.insert(words.begin(), std::string(command));
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  Arguments arguments;
  int next = 0;
  const bool good = parse_options(static_cast<int>(words.size()), argv.data(), options_of(*find_command(command)),
                                  false, arguments, next);
  return good ? std::optional(arguments) : std::nullopt;
}

TEST(Options, StandAnywhereAndHaveShortNames) {
  const auto get = parse("get", {"-n", "lab", "pods", "-owide", "web", "-wA", "--field-selector=status.phase=Running"});
  ASSERT_TRUE(get);
  EXPECT_EQ(get->words, (std::vector<std::string>{"pods", "web"}));
  EXPECT_EQ(get->options.namespace_, "lab");
  EXPECT_EQ(get->options.output, "wide");
  EXPECT_TRUE(get->options.watch);
  EXPECT_TRUE(get->options.all_namespaces);
  EXPECT_EQ(get->options.field_selector, "status.phase=Running");
}

TEST(Options, TheSameLetterMeansWhatItsCommandSays) {
  EXPECT_TRUE(parse("logs", {"web", "-f"})->options.follow);
  EXPECT_EQ(parse("apply", {"-f", "a.yaml", "-f", "-"})->options.files, (std::vector<std::string>{"a.yaml", "-"}));
}

TEST(Options, RefuseWhatWillNotDo) {
  testing::internal::CaptureStderr();
  EXPECT_FALSE(parse("get", {"pods", "-o", "xml"}));
  EXPECT_FALSE(parse("get", {"pods", "--tail", "3"}));
  EXPECT_FALSE(parse("logs", {"web", "--tail", "many"}));
  EXPECT_FALSE(parse("logs", {"web", "--since", "yesterday"}));
  EXPECT_FALSE(parse("get", {"-Z"}));
  EXPECT_FALSE(parse("get", {"-n"}));
  EXPECT_FALSE(parse("get", {"pods", "-wn"}));
  EXPECT_FALSE(parse("logs", {"web", "--tail"}));
  EXPECT_FALSE(parse("get", {"--watch=yes"}));
  EXPECT_FALSE(parse("agent", {"--container-log-max-size", "big"}));
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "peapod: --output: 'xml' will not do: wide, yaml, json or name.\n"
            "peapod: unknown option --tail\n"
            "peapod: --tail: 'many' will not do: Only the last N lines; -1: all.\n"
            "peapod: --since: 'yesterday' will not do: Only lines of the last 10s, 5m, 2h30m, ...\n"
            "peapod: unknown option -Z\n"
            "peapod: -n needs a value\n"
            "peapod: -n needs a value\n"
            "peapod: --tail needs a value\n"
            "peapod: --watch takes no value\n"
            "peapod: --container-log-max-size: 'big' will not do: Size at which a log is rotated, e.g. 1Mi.\n");
}

TEST(Options, BecomeTheAgents) {
  const auto parsed = parse("agent", {"--root", "/tmp/x", "--on-exit=stop", "--node-name", "box", "--pod-pids-limit",
                                      "64", "--container-log-max-size", "2Mi", "--container-log-max-files", "3"});
  ASSERT_TRUE(parsed);
  const AgentSettings settings = agent_settings(parsed->options);
  const runtime::AgentOptions agent = agent_options(parsed->options, settings.config);
  EXPECT_EQ(agent.paths.lib, "/tmp/x/lib");
  EXPECT_EQ(parsed->options.socket_path(), "/tmp/x/run/peapod.sock");
  EXPECT_EQ(agent.node_name, "box");
  EXPECT_TRUE(agent.stop_pods_on_exit);
  EXPECT_EQ(agent.enforcement.pod_pids, 64);
  EXPECT_EQ(agent.log_max_bytes, 2 << 20);
  EXPECT_EQ(agent.log_max_files, 3);
  EXPECT_EQ(agent_settings(parse("agent", {})->options).config.on_exit, config::OnExit::Leave);
}

TEST(Commands, EveryOneHasHelpThatFitsATerminal) {
  for (const Command& command : all_commands()) {
    const std::string help = command_help(command);
    EXPECT_NE(help.find("usage: peapod " + std::string(command.name)), std::string::npos);
    EXPECT_NE(overview().find("  " + std::string(command.name) + " "), std::string::npos);
    std::set<char> letters;
    for (const OptionSpec* option : options_of(command)) {
      EXPECT_TRUE(option->short_name == 0 || letters.insert(option->short_name).second)
          << command.name << ": two options -" << option->short_name;
    }
    std::size_t begin = 0;
    for (std::size_t end; (end = help.find('\n', begin)) != std::string::npos; begin = end + 1) {
      EXPECT_LE(end - begin, 120U) << help.substr(begin, end - begin);
    }
  }
}

int never_an_agent(const runtime::AgentOptions&, const std::string&) { return 99; }

int run_words(std::vector<std::string> words) {
  words.insert(words.begin(), "peapod");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  return run_command_line(static_cast<int>(words.size()), argv.data(), never_an_agent);
}

TEST(CommandLine, SaysWhatIsWrong) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_words({"frobnicate"}), 2);
  EXPECT_EQ(run_words({"--nope", "get"}), 2);
  EXPECT_EQ(run_words({"exec", "web", "--container", "--", "ls"}), 2);
  EXPECT_EQ(run_words({"get", "secrets"}), 1);
  EXPECT_EQ(run_words({"help", "get"}), 0);
  EXPECT_EQ(run_words({"--root", "/tmp/x", "agent"}), 99);
  EXPECT_EQ(run_words({"--root", "/nonexistent", "get", "pods"}), 1);
  EXPECT_NE(testing::internal::GetCapturedStdout().find("usage: peapod get"), std::string::npos);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "peapod: there is no command 'frobnicate'; 'peapod help' lists them\n"
            "peapod: unknown option --nope\n"
            "peapod: --container needs a value\n"
            "error: there is no kind \"secrets\"; there are pods, events and nodes\n"
            "cannot reach the agent at /nonexistent/run/peapod.sock: No such file or directory: is \"peapod agent\" "
            "running?\n");
}

TEST(ObjectNames, AreReadInBothForms) {
  const ObjectNames separate = read_object_names({"po", "a", "b"}, nullptr);
  EXPECT_EQ(separate.kind->resource, "pods");
  EXPECT_EQ(separate.names, (std::vector<std::string>{"a", "b"}));
  const ObjectNames joined = read_object_names({"pod/a", "pods/b"}, nullptr);
  EXPECT_EQ(joined.names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(read_object_names({"a"}, find_kind("pods")).names, (std::vector<std::string>{"a"}));
  testing::internal::CaptureStderr();
  EXPECT_EQ(read_object_names({"pod/a", "node/b"}, nullptr).kind, nullptr);
  EXPECT_EQ(read_object_names({}, nullptr).kind, nullptr);
  EXPECT_FALSE(testing::internal::GetCapturedStderr().empty());
}

TEST(LogTarget, CarriesTheOptions) {
  Options options;
  options.namespace_ = "lab";
  options.follow = options.timestamps = true;
  options.tail = 0;
  options.since_seconds = 60;
  EXPECT_EQ(
      log_target(options, "web", "a b"),
      "/api/v1/namespaces/lab/pods/web/log?container=a%20b&follow=true&timestamps=true&tailLines=0&sinceSeconds=60");
  options = {};
  options.tail = -1;
  EXPECT_EQ(log_target(options, "web", ""), "/api/v1/namespaces/default/pods/web/log");
}

TEST(ExitCode, IsReadFromTheStatus) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(exit_code_of(api::exit_status_json(0)), 0);
  EXPECT_EQ(exit_code_of(api::exit_status_json(3)), 3);
  EXPECT_EQ(exit_code_of(R"({"status":"Failure","message":"no such file"})"), 1);
  EXPECT_EQ(exit_code_of("garbage"), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "command terminated with exit code 3\nerror: no such file\nerror: \n");
}

}  // namespace
}  // namespace peapod::cli
