#include "firmware-agent/runtime/environment.h"

#include <gmock/gmock.h>

#include "firmware-agent/runtime/hosts_file.h"

namespace peapod::runtime {
namespace {

using testing::ElementsAre;

const PodFacts kFacts{"gate-1", "web", {"192.0.2.7", "fd00::7"}, {"10.0.0.2"}};
constexpr const char* kPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

config::Pod web() {
  config::Pod pod;
  pod.metadata.name = "web";
  pod.metadata.uid = "u-1";
  pod.metadata.labels = {{"app", "shop"}};
  pod.metadata.annotations = {{"a/b", "c"}};
  return pod;
}

config::EnvVar value(const std::string& name, const std::string& text) { return {name, text, {}}; }
config::EnvVar field(const std::string& name, const std::string& path) {
  config::EnvVar variable{name, {}, {}};
  variable.value_from.emplace().field_ref.emplace().field_path = path;
  return variable;
}

Variables variables(const config::Container& container) {
  auto result = container_variables(web(), container, kFacts);
  EXPECT_TRUE(result) << result.error().message();
  return *std::move(result);
}

std::vector<std::string> strings(const Variables& variables) {
  std::vector<std::string> lines;
  for (const Variable& variable : variables) lines.push_back(variable.name + "=" + variable.value);
  return lines;
}

TEST(ContainerVariables, ExpandWhatWasDefinedBefore) {
  config::Container container;
  container.env = {value("A", "1"), value("B", "$(A)$(C)$$(A)"), value("C", "$(B)"), value("A", "2"),
                   value("D", "$(A)")};
  EXPECT_THAT(strings(variables(container)), ElementsAre("A=2", "B=1$(C)$(A)", "C=1$(C)$(A)", "D=2"));
}

TEST(ContainerVariables, ReferToFieldsAndDoNotExpandThem) {
  config::Container container;
  config::Pod pod = web();
  pod.metadata.labels["app"] = "$(A)";
  container.env = {value("A", "1"), field("B", "metadata.labels['app']"), value("C", "$(B)")};
  const auto result = container_variables(pod, container, kFacts);
  ASSERT_TRUE(result);
  EXPECT_THAT(strings(*result), ElementsAre("A=1", "B=$(A)", "C=$(A)"));
}

TEST(FieldValue, KnowsKubernetesFields) {
  const struct {
    const char* path;
    const char* value;
  } kRows[] = {{"metadata.name", "web"},        {"metadata.namespace", "default"},
               {"metadata.uid", "u-1"},         {"metadata.labels['app']", "shop"},
               {"metadata.labels['none']", ""}, {"metadata.annotations['a/b']", "c"},
               {"spec.nodeName", "gate-1"},     {"spec.serviceAccountName", ""},
               {"status.hostIP", "192.0.2.7"},  {"status.hostIPs", "192.0.2.7,fd00::7"},
               {"status.podIP", "10.0.0.2"},    {"status.podIPs", "10.0.0.2"}};
  for (const auto& row : kRows) {
    const auto found = field_value(web(), row.path, kFacts);
    ASSERT_TRUE(found) << row.path;
    EXPECT_EQ(*found, row.value) << row.path;
  }
  for (const char* path : {"metadata.labels", "metadata.labels['']", "metadata.labels[app]", "spec.hostname", ""}) {
    EXPECT_FALSE(field_value(web(), path, kFacts)) << path;
  }
}

TEST(ContainerVariables, TellWhichCannotBeMade) {
  config::Container container;
  container.env = {field("B", "spec.hostname")};
  const auto unknown = container_variables(web(), container, kFacts);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message(), "env B: unsupported fieldPath: spec.hostname");
  container.env = {value("N", std::string("a\0b", 3))};
  EXPECT_FALSE(container_variables(web(), container, kFacts));
}

TEST(Environment, ImageThenContainer) {
  EXPECT_THAT(environment({}, {}, kFacts, false, ""), ElementsAre(kPath, "HOSTNAME=web"));
  const ImageDefaults image{{}, {}, {"PATH=/bin", "LANG=C", "EMPTY=", "=x", "nonsense"}};
  EXPECT_THAT(environment(image, {{"LANG", "de"}, {"HOSTNAME", "mine"}, {"X", "a=b"}}, kFacts, true, "/root"),
              ElementsAre("PATH=/bin", "HOSTNAME=mine", "TERM=xterm", "LANG=de", "EMPTY=", "X=a=b", "HOME=/root"));
  EXPECT_THAT(environment({}, {{"HOME", "/x"}}, kFacts, false, "/root"), ElementsAre(kPath, "HOSTNAME=web", "HOME=/x"));
}

TEST(ContainerArgv, FollowsTheTableOfKubernetes) {
  const ImageDefaults image{{"/entry", "$(A)"}, {"cmd", "$(A)"}, {}};
  const Variables known = {{"A", "1"}};
  using Words = std::vector<std::string>;
  const auto argv = [&](const Words& command, const Words& args) {
    config::Container container;
    container.command = command;
    container.args = args;
    return *container_argv(container, image, known);
  };
  EXPECT_THAT(argv({}, {}), ElementsAre("/entry", "$(A)", "cmd", "$(A)")) << "the image's words are not expanded";
  EXPECT_THAT(argv({"sh", "$(A)"}, {}), ElementsAre("sh", "1"));
  EXPECT_THAT(argv({}, {"-v$(A)", "$(B)"}), ElementsAre("/entry", "$(A)", "-v1", "$(B)"));
  EXPECT_THAT(argv({"sh"}, {"-c", "$$(A)"}), ElementsAre("sh", "-c", "$(A)"));
  const auto nothing = container_argv({}, {}, {});
  ASSERT_FALSE(nothing);
  EXPECT_THAT(nothing.error().message(), testing::StartsWith("no command specified"));
}

TEST(ExecArgv, TakesValuesAsWritten) {
  config::Container container;
  container.env = {value("A", "1"), value("B", "$(A)"), field("C", "metadata.name")};
  EXPECT_THAT(exec_argv({{"cat", "$(A)", "$(B)", "[$(C)]", "$(D)"}}, container),
              ElementsAre("cat", "1", "$(A)", "[]", "$(D)"));
}

TEST(Hostname, IsCutToALabel) {
  config::Pod pod = web();
  EXPECT_EQ(pod_hostname(pod, "gate-1"), "web");
  pod.spec.hostname = "shop";
  EXPECT_EQ(pod_hostname(pod, "gate-1"), "shop");
  pod.spec.hostname.clear();
  pod.metadata.name = std::string(61, 'a') + "-.b";
  EXPECT_EQ(pod_hostname(pod, "gate-1"), std::string(61, 'a'));
  pod.spec.host_network = true;
  EXPECT_EQ(pod_hostname(pod, "gate-1"), "gate-1");
}

TEST(HostsFile, IsKubeletsByteForByte) {
  const std::string fixed =
      "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
      "fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n";
  EXPECT_EQ(hosts_file("127.0.0.1", "web", {}), fixed + "127.0.0.1\tweb\n");
  EXPECT_EQ(hosts_file("10.88.0.5", "web", {{"10.1.2.3", {"foo.remote", "bar.remote"}}, {"::2", {"x"}}}),
            fixed + "10.88.0.5\tweb\n\n# Entries added by HostAliases.\n10.1.2.3\tfoo.remote\tbar.remote\n::2\tx\n");
  EXPECT_EQ(host_network_hosts_file("127.0.0.1 localhost\n", {{"10.1.2.3", {"foo"}}}),
            "# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n\n"
            "# Entries added by HostAliases.\n10.1.2.3\tfoo\n");
}

}  // namespace
}  // namespace peapod::runtime
