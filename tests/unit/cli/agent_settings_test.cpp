// Where the agent's settings come from, and `peapod config`, which shows it.

#include "firmware-agent/cli/agent_settings.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "firmware-agent/cli/commands.h"
#include "tests/support/text_file.h"

namespace peapod::cli {
namespace {

constexpr const char* kHead = "apiVersion: peapod.dev/v1alpha1\nkind: AgentConfig\n";

class Settings : public testing::Test {
 protected:
  Settings() {
    char name[] = "/tmp/settings-test-XXXXXX";
    options_.root = mkdtemp(name);
    options_.node_name = "box";
    std::filesystem::create_directory(options_.root + "/agent.yaml.d");
  }
  ~Settings() override { std::filesystem::remove_all(options_.root); }

  std::string write(const std::string& name, const std::string& text) {
    const std::string path = options_.root + "/" + name;
    test::write_text(path, kHead + text);
    return path;
  }

  AgentSettings read() {
    testing::internal::CaptureStderr();
    AgentSettings settings = agent_settings(options_);
    err_ = testing::internal::GetCapturedStderr();
    return settings;
  }

  Options options_;
  std::string err_;
};

TEST_F(Settings, WithoutFilesAreTheDefaultsOfTheRoot) {
  const AgentSettings settings = read();
  EXPECT_TRUE(settings.good);
  EXPECT_EQ(settings.config.static_pod_path, options_.root + "/manifests");
  EXPECT_EQ(settings.config.pod_pids_limit, runtime::AgentOptions{}.enforcement.pod_pids);
  EXPECT_EQ(settings.config.container_log_max_size.value, runtime::AgentOptions{}.log_max_bytes);
  EXPECT_EQ(settings.config.container_log_max_files, runtime::AgentOptions{}.log_max_files);
  EXPECT_EQ(settings.config.watchdog_timeout_seconds, runtime::AgentOptions{}.watchdog_timeout_seconds);
  EXPECT_EQ(settings.origins.at("podPidsLimit"), "default");
  EXPECT_EQ(settings.origins.at("nodeName"), "--node-name");
  EXPECT_EQ(err_, "");
}

TEST_F(Settings, LaterFilesAndThenOptionsAreStronger) {
  const std::string file = write(
      "agent.yaml", "podPidsLimit: 1\ncontainerLogMaxFiles: 3\nwatchdogTimeoutSeconds: 10\nnodeLabels: {a: x, b: x}\n");
  const std::string first = write("agent.yaml.d/10-first.yaml", "podPidsLimit: 2\nnodeLabels: {b: z}\n");
  const std::string second = write("agent.yaml.d/20-second.yaml", "watchdogTimeoutSeconds: 20\n");
  write("agent.yaml.d/30-off.yaml.disabled", "podPidsLimit: 3\n");
  write("agent.yaml.d/.40-hidden.yaml", "podPidsLimit: 4\n");
  options_.log_max_files = 5;
  options_.on_exit = config::OnExit::Stop;

  const AgentSettings settings = read();
  EXPECT_EQ(err_, "");
  EXPECT_EQ(settings.config.pod_pids_limit, 2);
  EXPECT_EQ(settings.config.watchdog_timeout_seconds, 20);
  EXPECT_EQ(settings.config.container_log_max_files, 5);
  EXPECT_EQ(settings.config.node_labels, (config::Labels{{"a", "x"}, {"b", "z"}}));
  EXPECT_EQ(settings.origins.at("podPidsLimit"), first + ":3");
  EXPECT_EQ(settings.origins.at("watchdogTimeoutSeconds"), second + ":3");
  EXPECT_EQ(settings.origins.at("containerLogMaxFiles"), "--container-log-max-files");
  EXPECT_EQ(settings.origins.at("onExit"), "--on-exit");
  EXPECT_EQ(settings.origins.at("nodeLabels"), file + ":6, " + first + ":4");

  const runtime::AgentOptions agent = agent_options(options_, settings.config);
  EXPECT_TRUE(agent.stop_pods_on_exit);
  EXPECT_EQ(agent.node_labels.at("b"), "z");
  EXPECT_EQ(agent.log_max_files, 5);
}

TEST_F(Settings, NoLimitIsZeroForTheAgent) {
  write("agent.yaml", "podPidsLimit: -1\n");
  EXPECT_EQ(agent_options(options_, read().config).enforcement.pod_pids, 0);
}

TEST_F(Settings, EveryMistakeOfEveryFileIsTold) {
  const std::string file = write("agent.yaml", "podPidLimit: 1\n");
  const std::string drop_in = write("agent.yaml.d/a.yaml", "onExit: [stop]\n");
  EXPECT_FALSE(read().good);
  EXPECT_NE(err_.find(file + ":3:1: podPidLimit: unknown field, did you mean \"podPidsLimit\"?\n"), std::string::npos)
      << err_;
  EXPECT_NE(err_.find(drop_in + ":3:"), std::string::npos) << err_;
  EXPECT_FALSE(agent_settings(options_, Tell::Nothing).good);
}

TEST_F(Settings, OnlyAFileThatIsNamedMustExist) {
  options_.config_file = options_.root + "/none.yaml";
  EXPECT_FALSE(read().good);
  EXPECT_EQ(err_, "error: " + options_.config_file + ": No such file or directory\n");
  options_.config_file = write("other.yaml", "podPidsLimit: 7\n");
  EXPECT_EQ(read().config.pod_pids_limit, 7);
}

TEST_F(Settings, ClientsFindTheSocketOfTheSettings) {
  write("agent.yaml", "socketPath: /tmp/other.sock\n");
  options_.configured_socket = read().config.socket_path;
  EXPECT_EQ(options_.socket_path(), "/tmp/other.sock");
  options_.socket = "/tmp/mine.sock";
  EXPECT_EQ(options_.socket_path(), "/tmp/mine.sock");
}

TEST_F(Settings, ConfigShowsWhereEachComesFrom) {
  const std::string file = write("agent.yaml", "nodeLabels: {site: north}\npodPidsLimit: 9\n");
  testing::internal::CaptureStdout();
  EXPECT_EQ(config({options_, {}, {}}), 0);
  const std::string yaml = testing::internal::GetCapturedStdout();
  EXPECT_NE(yaml.find("\npodPidsLimit: 9                             # " + file + ":4\n"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("\nnodeLabels:                                 # " + file + ":3\n  site: north\n"),
            std::string::npos)
      << yaml;
  EXPECT_NE(yaml.find("\nonExit: leave                               # default\n"), std::string::npos) << yaml;

  // What it prints is settings again.
  config::AgentConfig again;
  const config::AgentConfigText read_back = config::read_agent_config(yaml, again);
  EXPECT_EQ(config::render(read_back.diagnostics, "f"), "");
  EXPECT_EQ(config::agent_config_to_json(again), config::agent_config_to_json(read().config));

  options_.output = "json";
  testing::internal::CaptureStdout();
  EXPECT_EQ(config({options_, {}, {}}), 0);
  const std::string json = testing::internal::GetCapturedStdout();
  EXPECT_NE(json.find("\"podPidsLimit\": 9"), std::string::npos) << json;
  EXPECT_NE(json.find("\"podPidsLimit\": \"" + file + ":4\""), std::string::npos) << json;
}

}  // namespace
}  // namespace peapod::cli
