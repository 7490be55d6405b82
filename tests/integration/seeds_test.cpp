// The manifests that the project began from run as they are; where one names a directory of the host, it is one below
// the test's root.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

constexpr char kSeeds[] = PEAPOD_SOURCE_DIR "/tests/integration/seeds/";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// As it is, but for the grace: their processes do not heed SIGTERM, and nobody learns from waiting 30 s for that.
std::string seed(const std::string& file) {
  std::string text = read_text(PEAPOD_SOURCE_DIR "/tests/golden/config/seeds/" + file);
  const std::size_t fields = text.find("\nspec:\n") + 7;
  const std::string indentation = text.substr(fields, text.find_first_not_of(' ', fields) - fields);
  return text.insert(fields, indentation + "terminationGracePeriodSeconds: 2\n");
}

class Seeds : public AgentTest {
 protected:
  UniqueFd net_of(const std::string& pod) { return pod_net_ns(agent().pod(pod)->uid); }
  CommandResult exec(const std::string& pod, const std::string& container, const std::string& script) {
    return agent().peapod({"exec", pod, "-c", container, "--", "sh", "-c", script});
  }
};

TEST_F(Seeds, JavawebAsPrintedIsRefusedAtItsFirstMistakeAndEachFurtherOneInTurn) {
  for (int mended = 0; mended < 7; ++mended) {
    const std::string file = PEAPOD_SOURCE_DIR "/tests/golden/config/seeds/m1-" + std::to_string(mended) + ".yaml";
    const CommandResult checked = agent().peapod({"check", file});
    EXPECT_EQ(checked.exit_code, 1) << file;
    const std::string said = checked.out + checked.err;
    std::ifstream expected(file + ".expected");
    for (std::string line; std::getline(expected, line);) {
      const std::string place_and_text = line.substr(line.find(':'));
      EXPECT_NE(said.find(place_and_text), std::string::npos) << "not said: " << line << "\nsaid: " << said;
    }
  }
}

TEST_F(Seeds, JavawebRepairedServesItsWar) {
  const CommandResult made = run_command({std::string(kSeeds) + "make-javaweb-images.sh", agent().root() + "/images"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string pod = static_name("javaweb-2");
  agent().add_manifest("javaweb.yaml", seed("m1-7.yaml"));
  ASSERT_TRUE(wait_ready(pod));
  const UniqueFd net = net_of(pod);
  ASSERT_TRUE(wait_for(pod, "serves", [&](const PodView&) {
    return fetch("http://127.0.0.1:8080/sample.war", net.get()) == "the web application\n";
  }));
}

TEST_F(Seeds, HelloSleepsOnAndWouldNotBeRestartedAfterSuccess) {
  const std::string pod = static_name("my-pod");
  agent().add_manifest("hello.yaml", seed("m3.yaml"));
  ASSERT_TRUE(wait_log(pod, "hello", "Hello, Kubernetes!"));
  EXPECT_EQ(agent().pod(pod)->phase, "Running");
  // The same with a short sleep: the pod of the old file ends before the new one begins.
  agent().add_manifest("hello.yaml", replaced(seed("m3.yaml"), "sleep 3600", "sleep 1"));
  ASSERT_TRUE(wait_phase(pod, "Succeeded", std::chrono::seconds(60)));
  EXPECT_EQ(agent().pod(pod)->container("hello").restarts, 0);
}

TEST_F(Seeds, StartProbeKillsUntilItsFileIsThereAndLivenessWhenThePageGoes) {
  ASSERT_TRUE(agent().add_image("nginx"));
  const std::string app = agent().given() + "/app";
  const std::string html = agent().given() + "/html";
  fs::create_directory(app);
  fs::create_directory(html);
  write_text(html + "/abc.html", "abc\n");
  const std::string pod = static_name("nginx-start-probe02");
  agent().add_manifest("start-probe.yaml", replaced(replaced(seed("m5.yaml"), "path: /app", "path: " + app),
                                                    "path: /html", "path: " + html));
  ASSERT_TRUE(wait_for(
      pod, "restarted by its startup probe", [](const PodView& view) { return view.container("nginx").restarts >= 1; },
      std::chrono::seconds(60)));
  EXPECT_NE(agent().peapod({"describe", "pod", pod}).out.find("Startup probe failed: "), std::string::npos);

  write_text(app + "/abc", "\n");
  ASSERT_TRUE(wait_ready(pod, std::chrono::seconds(90)));

  const auto restarts = agent().pod(pod)->container("nginx").restarts;
  fs::remove(html + "/abc.html");
  ASSERT_TRUE(wait_for(
      pod, "restarted by its liveness probe",
      [&](const PodView& view) { return view.container("nginx").restarts > restarts && !view.ready; },
      std::chrono::seconds(60)));
  EXPECT_NE(agent().peapod({"describe", "pod", pod}).out.find("failed liveness probe, will be restarted"),
            std::string::npos);
}

TEST_F(Seeds, SharedProcessNamespaceShowsPauseAndNginx) {
  ASSERT_TRUE(agent().add_image("nginx"));
  const std::string pod = static_name("nginx");
  agent().add_manifest("nginx.yaml", seed("m10.yaml"));
  ASSERT_TRUE(wait_ready(pod));
  const std::string ps = exec(pod, "shell", "ps").out;
  const std::size_t pause = ps.find("/pause");
  ASSERT_NE(pause, std::string::npos) << ps;
  const std::size_t line = ps.rfind('\n', pause) + 1;
  EXPECT_EQ(std::stoi(ps.substr(line)), 1) << ps;
  EXPECT_NE(ps.find("nginx: master process"), std::string::npos) << ps;
}

TEST_F(Seeds, HostNamespacesAreTheBoxsOwn) {
  ASSERT_TRUE(agent().add_image("nginx"));
  const std::string pod = static_name("nginx");
  agent().add_manifest("nginx.yaml", seed("m11.yaml"));
  ASSERT_TRUE(wait_ready(pod));
  ASSERT_TRUE(wait_for(pod, "serves on the box", [](const PodView&) {
    return fetch("http://127.0.0.1:80/").value_or("").find("Welcome to nginx!") != std::string::npos;
  }));
  const std::string ours = fs::read_symlink("/proc/self/ns/ipc").string();
  EXPECT_EQ(exec(pod, "shell", "readlink /proc/self/ns/ipc").out, ours + "\n");
  EXPECT_NE(exec(pod, "shell", "ps").out.find("peapod"), std::string::npos) << "the agent is seen from inside";
}

TEST_F(Seeds, HooksOfTheLifecycleDemo) {
  ASSERT_TRUE(agent().add_image("nginx"));
  const std::string pod = static_name("lifecycle-demo");
  agent().add_manifest("lifecycle.yaml", read_text(PEAPOD_SOURCE_DIR "/tests/golden/config/seeds/m12.yaml"));
  ASSERT_TRUE(wait_ready(pod));
  EXPECT_EQ(exec(pod, "lifecycle-demo-container", "cat /usr/share/message").out, "Hello from the postStart handler\n");
  agent().remove_manifest("lifecycle.yaml");
  ASSERT_TRUE(wait_gone(pod, std::chrono::seconds(20))) << "nginx -s quit ends it long before the grace of 30 s";
  const std::string events = agent().peapod({"events"}).out;
  EXPECT_NE(events.find("Stopping container lifecycle-demo-container"), std::string::npos) << events;
  EXPECT_EQ(events.find("FailedPreStopHook"), std::string::npos) << events;
}

TEST_F(Seeds, PauseDemoAnswersThroughItsProxy) {
  ASSERT_TRUE(agent().add_image("nginx"));
  for (const char* file : {"nginx.conf", "nginx2.conf"})
    fs::copy_file(std::string(kSeeds) + file, agent().given() + "/" + file);
  write_text(agent().given() + "/index.html", "pause test\n");
  const std::string pod = static_name("pause");
  agent().add_manifest("pause.yaml",
                       replaced(read_text(std::string(kSeeds) + "pause-demo.yaml"), "ROOT", agent().given()));
  ASSERT_TRUE(wait_ready(pod));
  const UniqueFd net = net_of(pod);
  ASSERT_TRUE(wait_for(pod, "answers 'pause test'",
                       [&](const PodView&) { return fetch("http://127.0.0.1:80/", net.get()) == "pause test\n"; }));
  wait_log(pod, "nginx-proxy", "\"GET / HTTP/1.1\" 200");
}

}  // namespace
}  // namespace peapod::test
