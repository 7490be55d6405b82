// The settings of the agent: what is read, what is refused, and how files stand over one another.

#include "config/agent_config.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "golden_corpus.h"

namespace peapod::config {
namespace {

std::string settings(const std::string& text) { return "apiVersion: peapod.dev/v1alpha1\nkind: AgentConfig\n" + text; }

std::string mistakes(const std::string& text) {
  AgentConfig config;
  return render(read_agent_config(text, config).diagnostics, "f");
}

TEST(AgentConfig, EverySettingIsReadAndPrinted) {
  AgentConfig config;
  const AgentConfigText read = read_agent_config(
      settings(
          "nodeName: gate\nnodeLabels: {site: north}\nstaticPodPath: /m\nimagesPath: /i\npodLogsDir: /l\n"
          "runPath: /r\nstatePath: /s\nsocketPath: /r/sock\nmaxPods: 9\nsystemReserved: {cpu: 100m, memory: 64Mi}\n"
          "kubeReserved: {ephemeral-storage: 1Gi}\nenforceNodeAllocatable: [none]\ncpuCFSQuota: false\n"
          "cpuCFSQuotaPeriod: 10ms\nsingleProcessOOMKill: true\nmemoryThrottlingFactor: 0.95\n"
          "memoryReservationPolicy: TieredReservation\npodPidsLimit: 64\ncontainerLogMaxSize: 256Ki\n"
          "containerLogMaxFiles: 3\ncrashLoopBackOff: {maxContainerRestartPeriod: 90s}\nonExit: stop\nwatchdog: "
          "auto\nwatchdogTimeoutSeconds: 10\nreboot: {allow: true, command: [/sbin/shutdown, -r, now]}\n"),
      config);
  ASSERT_EQ(render(read.diagnostics, "f"), "");
  EXPECT_EQ(agent_config_to_json(config),
            R"({"nodeName":"gate","nodeLabels":{"site":"north"},"staticPodPath":"/m","imagesPath":"/i",)"
            R"("podLogsDir":"/l","runPath":"/r","statePath":"/s","socketPath":"/r/sock","maxPods":9,)"
            R"("systemReserved":{"cpu":"100m","memory":"64Mi"},"kubeReserved":{"ephemeral-storage":"1Gi"},)"
            R"("enforceNodeAllocatable":["none"],"cpuCFSQuota":false,"cpuCFSQuotaPeriod":"10ms",)"
            R"("singleProcessOOMKill":true,"memoryThrottlingFactor":0.95,)"
            R"("memoryReservationPolicy":"TieredReservation","podPidsLimit":64,)"
            R"("containerLogMaxSize":"256Ki","containerLogMaxFiles":3,)"
            R"("crashLoopBackOff":{"maxContainerRestartPeriod":"1m30s"},"onExit":"stop","watchdog":"auto",)"
            R"("watchdogTimeoutSeconds":10,"reboot":{"allow":true,"command":["/sbin/shutdown","-r","now"]}})");
  EXPECT_EQ(config.container_log_max_size.value, 256 << 10);
  ASSERT_EQ(read.settings.size(), setting_names().size());
  EXPECT_EQ(config.cpu_cfs_quota_period.ms, 10);
  EXPECT_EQ(config.memory_throttling_factor.thousandths, 950);
  EXPECT_EQ(read.settings[8].name, "maxPods");
  EXPECT_EQ(read.settings[8].position.line, 11U);
}

TEST(AgentConfig, ASecondTextStandsOverTheFirst) {
  AgentConfig config;
  read_agent_config(settings("podPidsLimit: 64\nonExit: stop\nnodeLabels: {a: one, b: one}\n"), config);
  const AgentConfigText read = read_agent_config(settings("podPidsLimit: 32\nnodeLabels: {b: two}\n"), config);
  ASSERT_EQ(render(read.diagnostics, "f"), "");
  EXPECT_EQ(config.pod_pids_limit, 32);
  EXPECT_EQ(config.on_exit, OnExit::Stop);
  EXPECT_EQ(config.node_labels, (Labels{{"a", "one"}, {"b", "two"}}));
  EXPECT_EQ(read.settings.size(), 2U);
}

TEST(AgentConfig, AnEmptyTextSetsNothing) {
  AgentConfig config;
  EXPECT_TRUE(read_agent_config("# nothing\n", config).diagnostics.empty());
  EXPECT_TRUE(read_agent_config(settings("watchdog:\n"), config).settings.empty());
}

TEST(AgentConfig, MistakesAreToldAsThoseOfManifests) {
  struct Row {
    std::string text;
    const char* mistake;
  };
  const Row rows[] = {
      {"kind: AgentConfig\n", "f:1:1: apiVersion: Required value\n"},
      {"apiVersion: v1\nkind: AgentConfig\n",
       "f:1:13: apiVersion: Unsupported value: \"v1\": supported values: \"peapod.dev/v1alpha1\"\n"},
      {"apiVersion: peapod.dev/v1alpha1\nkind: KubeletConfiguration\n",
       "f:2:7: kind: Unsupported value: \"KubeletConfiguration\": supported values: \"AgentConfig\"\n"},
      {settings("podPidLimit: 5\n"), "f:3:1: podPidLimit: unknown field, did you mean \"podPidsLimit\"?\n"},
      {settings("podPidsLimit: -2\n"),
       "f:3:15: podPidsLimit: Invalid value: -2: must be greater than or equal to -1\n"},
      {settings("containerLogMaxFiles: 1\n"),
       "f:3:23: containerLogMaxFiles: Invalid value: 1: must be greater than or equal to 2\n"},
      {settings("containerLogMaxSize: 0\n"), "f:3:22: containerLogMaxSize: Invalid value: 0: must be greater than 0\n"},
      {settings("crashLoopBackOff: {maxContainerRestartPeriod: 301s}\n"),
       "f:3:47: crashLoopBackOff.maxContainerRestartPeriod: Invalid value: \"301s\": must be between 1s and 5m0s, "
       "inclusive\n"},
      {settings("crashLoopBackOff: {maxContainerRestartPeriod: 10}\n"),
       "f:3:47: crashLoopBackOff.maxContainerRestartPeriod: Invalid value: 10: must be a text: put it in quotes\n"},
      {settings("onExit: kill\n"),
       "f:3:9: onExit: Unsupported value: \"kill\": supported values: \"leave\", \"stop\"\n"},
      {settings("watchdog: dev/watchdog\n"),
       "f:3:11: watchdog: Invalid value: \"dev/watchdog\": must be auto or the path of a device\n"},
      {settings("reboot: {allow: true, command: []}\n"),
       "f:3:23: reboot.command: Required value: the path of a program\n"},
      {settings("reboot: {command: [reboot]}\n"),
       "f:3:20: reboot.command[0]: Invalid value: \"reboot\": must be an absolute path\n"},
      {settings("watchdogTimeoutSeconds: 0\n"),
       "f:3:25: watchdogTimeoutSeconds: Invalid value: 0: must be between 1 and 3600, inclusive\n"},
      {settings("maxPods: 0\n"), "f:3:10: maxPods: Invalid value: 0: must be between 1 and 10000, inclusive\n"},
      {settings("cpuCFSQuotaPeriod: 100\n"),
       "f:3:20: cpuCFSQuotaPeriod: Invalid value: 100: must be a text: put it in quotes\n"},
      {settings("cpuCFSQuotaPeriod: 2s\n"),
       "f:3:20: cpuCFSQuotaPeriod: Invalid value: \"2s\": must be between 1ms and 1s, inclusive\n"},
      {settings("memoryThrottlingFactor: 1.1\n"),
       "f:3:25: memoryThrottlingFactor: Invalid value: 1.1: must be a number between 0 and 1, with at most three "
       "decimals\n"},
      {settings("memoryThrottlingFactor: 900m\n"),
       "f:3:25: memoryThrottlingFactor: Invalid value: \"900m\": must be a number between 0 and 1, with at most three "
       "decimals\n"},
      {settings("enforceNodeAllocatable: [pods, system-reserved]\n"),
       "f:3:32: enforceNodeAllocatable[1]: Unsupported value: \"system-reserved\": supported values: \"pods\", "
       "\"none\"\n"},
      {settings("systemReserved: {pid: 100}\n"),
       "f:3:18: systemReserved.pid: Invalid value: \"pid\": must be a standard resource type or fully qualified\n"},
      {settings("evictionHard: {memory.available: 10Mi}\n"),
       "f:3:1: evictionHard: Forbidden: is not supported yet: it comes with eviction\n"},
      {settings("") + "---\n" + settings(""),
       "f:4:1: Invalid value: a mapping: there is a second document: settings are one\n"},
      {"- a\n", "f:1:1: Invalid value: a list: must be a mapping\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(mistakes(row.text), row.mistake) << row.text;
}

TEST(AgentConfig, WhatHasNoEffectIsNoted) {
  AgentConfig config;
  EXPECT_EQ(render(read_agent_config(settings("cgroupDriver: systemd\n"), config).notes, "f"),
            "f:3:1: note: cgroupDriver: has no effect: the agent makes them\n");
}

// The file that packages install tells every setting, and with the "#" of settings removed it is one.
TEST(AgentConfig, TheExampleHoldsEverySettingWithItsDefault) {
  std::istringstream example(file_text(PEAPOD_SOURCE_DIR "/platform/init/agent.yaml"));
  std::string text;
  for (std::string line; std::getline(example, line);) {
    const bool is_setting = line.size() > 1 && line[0] == '#' && (line[1] != ' ' || line.starts_with("#  "));
    text += (is_setting ? line.substr(1) : line) + "\n";
  }
  AgentConfig config;
  const AgentConfigText read = read_agent_config(text, config);
  ASSERT_EQ(render(read.diagnostics, "agent.yaml"), "");
  EXPECT_EQ(read.settings.size(), setting_names().size());
  const AgentConfig defaults;
  EXPECT_EQ(config.pod_pids_limit, defaults.pod_pids_limit);
  EXPECT_EQ(config.container_log_max_size, defaults.container_log_max_size);
  EXPECT_EQ(config.container_log_max_files, defaults.container_log_max_files);
  EXPECT_EQ(config.crash_loop_back_off.max_container_restart_period.ms,
            defaults.crash_loop_back_off.max_container_restart_period.ms);
  EXPECT_EQ(config.max_pods, defaults.max_pods);
  EXPECT_EQ(config.enforce_node_allocatable, defaults.enforce_node_allocatable);
  EXPECT_EQ(config.cpu_cfs_quota, defaults.cpu_cfs_quota);
  EXPECT_EQ(config.cpu_cfs_quota_period.ms, defaults.cpu_cfs_quota_period.ms);
  EXPECT_EQ(config.single_process_oom_kill, defaults.single_process_oom_kill);
  EXPECT_EQ(config.memory_throttling_factor, defaults.memory_throttling_factor);
  EXPECT_EQ(config.memory_reservation_policy, defaults.memory_reservation_policy);
  EXPECT_EQ(config.on_exit, defaults.on_exit);
  EXPECT_EQ(config.watchdog_timeout_seconds, defaults.watchdog_timeout_seconds);
}

}  // namespace
}  // namespace peapod::config
