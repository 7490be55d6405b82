#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "firmware-agent/cli/describe_container.h"
#include "firmware-agent/cli/describe_pod.h"

namespace peapod::cli {
namespace {

std::string file(const std::string& name) {
  std::ifstream in(std::string(PEAPOD_SOURCE_DIR) + "/tests/golden/cli/" + name);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Describe, APodAsKubectlDoes) {
  setenv("TZ", "UTC", 1);
  const std::string expected = file("describe.expected");
  ASSERT_FALSE(expected.empty());
  // 2026-01-02T03:04:05Z.
  EXPECT_EQ(describe_pod(parse_json(file("pod.json")), parse_json(file("events.json")), 1'767'323'045'000), expected);
}

TEST(Describe, WithoutStatusOrEvents) {
  const std::string text = describe_pod(
      parse_json(R"({"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}})"), Json(), 0);
  EXPECT_NE(text.find("\nEvents:           <none>\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nVolumes:          <none>\n"), std::string::npos) << text;
}

TEST(Describe, ReadinessGates) {
  const std::string text = describe_pod(
      parse_json(R"({"metadata":{"name":"a"},"spec":{"containers":[],"readinessGates":[{"conditionType":"x/a"},)"
                 R"({"conditionType":"b"}]},"status":{"conditions":[{"type":"b","status":"False"}]}})"),
      Json(), 0);
  EXPECT_NE(text.find("Readiness Gates:\n  Type  Status\n  x/a   <none> \n  b     False \nConditions:\n"),
            std::string::npos)
      << text;
}

TEST(Describe, ProbesInOneLine) {
  EXPECT_EQ(probe_text(parse_json(R"({"exec":{"command":["a","b"]},"periodSeconds":5})")),
            "exec [a b] delay=0s timeout=1s period=5s #success=1 #failure=3");
  EXPECT_EQ(probe_text(parse_json(R"({"httpGet":{"path":"x","port":"http","scheme":"HTTP"},"initialDelaySeconds":3})")),
            "http-get http://:http/x delay=3s timeout=1s period=10s #success=1 #failure=3");
  EXPECT_EQ(probe_text(parse_json(R"({"tcpSocket":{"port":80,"host":"h"}})")),
            "tcp-socket h:80 delay=0s timeout=1s period=10s #success=1 #failure=3");
  EXPECT_EQ(probe_text(parse_json(R"({"grpc":{"port":9000,"service":"ready"}})")),
            "grpc <pod>:9000 ready delay=0s timeout=1s period=10s #success=1 #failure=3");
}

}  // namespace
}  // namespace peapod::cli
