#include "firmware-agent/runtime/static_pod.h"

#include <gmock/gmock.h>

#include "firmware-agent/runtime/crc32c.h"
#include "firmware-agent/runtime/fnv.h"

namespace peapod::runtime {
namespace {

config::Pod pod(const std::string& name) {
  config::Pod pod;
  pod.metadata.name = name;
  config::Container container;
  container.name = "c";
  container.image = "busybox:1";
  pod.spec.containers = {container};
  return pod;
}

constexpr WallTime kSeen = 1475713029669;

TEST(Checksums, MatchPublishedVectors) {
  EXPECT_EQ(crc32c(""), 0u);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);  // RFC 3720 B.4.
  EXPECT_EQ(crc32c("6789", crc32c("12345")), 0xe3069283u);
  EXPECT_EQ(fnv1a_64(""), 0xcbf29ce484222325u);
  EXPECT_EQ(fnv1a_64("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(fnv1a_64("foobar"), 0x85944171f73967e8u);
  EXPECT_EQ(Fnv1a128().hex(), "6c62272e07bb014262b821756295c58d");
  Fnv1a128 a;
  a.add("a");
  EXPECT_EQ(a.hex(), "d228cb696f1a8caf78912b704e4a8964");
  Fnv1a128 foobar;
  foobar.add("foo");
  foobar.add("bar");
  EXPECT_EQ(foobar.hex(), "343e1662793c64bf6f0d3597ba446f18");
}

TEST(StaticPod, IsNamedAndAnnotatedAsKubeletDoes) {
  const StaticPod made = make_static_pod(pod("web"), "Gate-1", "/m/web.yaml", kSeen);
  EXPECT_EQ(made.pod.metadata.name, "web-gate-1");
  EXPECT_EQ(made.pod.metadata.namespace_, "default");
  EXPECT_EQ(made.pod.spec.node_name, "Gate-1");
  EXPECT_EQ(made.pod.metadata.uid, made.hash);
  EXPECT_THAT(made.hash, testing::MatchesRegex("[0-9a-f]{32}"));
  const config::Labels& annotations = made.pod.metadata.annotations;
  EXPECT_EQ(annotations.at("kubernetes.io/config.source"), "file");
  EXPECT_EQ(annotations.at("kubernetes.io/config.hash"), made.hash);
  EXPECT_EQ(annotations.at("kubernetes.io/config.seen"), "2016-10-06T00:17:09.669000000Z");
}

TEST(StaticPod, AGivenUidStaysAndTheHashStillFollowsTheContent) {
  config::Pod given = pod("web");
  given.metadata.uid = "mine";
  const StaticPod one = make_static_pod(given, "n", "/m/web.yaml", kSeen);
  EXPECT_EQ(one.pod.metadata.uid, "mine");
  EXPECT_EQ(one.pod.metadata.annotations.at("kubernetes.io/config.hash"), "mine");
  given.spec.containers[0].image = "busybox:2";
  EXPECT_NE(make_static_pod(given, "n", "/m/web.yaml", kSeen).hash, one.hash);
}

TEST(StaticPod, UidFollowsContentNodeAndFileAndNothingElse) {
  const std::string uid = make_static_pod(pod("web"), "n", "/m/web.yaml", kSeen).hash;
  EXPECT_EQ(make_static_pod(pod("web"), "n", "/m/web.yaml", kSeen + 5000).hash, uid);
  EXPECT_NE(make_static_pod(pod("web2"), "n", "/m/web.yaml", kSeen).hash, uid);
  EXPECT_NE(make_static_pod(pod("web"), "m", "/m/web.yaml", kSeen).hash, uid);
  EXPECT_NE(make_static_pod(pod("web"), "n", "/m/web2.yaml", kSeen).hash, uid);
  config::Pod labelled = pod("web");
  labelled.metadata.labels = {{"a", "b"}};
  const std::string labels = make_static_pod(labelled, "n", "/m/web.yaml", kSeen).hash;
  EXPECT_NE(labels, uid);
  std::swap(labelled.metadata.labels, labelled.metadata.annotations);
  EXPECT_NE(make_static_pod(labelled, "n", "/m/web.yaml", kSeen).hash, labels);
}

ManifestFile file(const std::string& path, std::vector<config::Pod> pods) {
  return {path, std::move(pods), {}, kSeen, true};
}

TEST(StaticPods, OfTwoWithOneNameTheFirstFileWins) {
  const ManifestFile files[] = {file("/m/a.yaml", {pod("web"), pod("db")}),
                                file("/m/b.yaml", {pod("web"), pod("cache")})};
  const StaticPods made = static_pods(files, "n");
  ASSERT_EQ(made.pods.size(), 3u);
  EXPECT_EQ(made.pods[0].path, "/m/a.yaml");
  EXPECT_EQ(made.pods[2].pod.metadata.name, "cache-n");
  ASSERT_EQ(made.refused.size(), 1u);
  EXPECT_EQ(made.refused[0].first, "/m/b.yaml");
  EXPECT_EQ(made.refused[0].second.path, "metadata.name");
  EXPECT_EQ(made.refused[0].second.message,
            "pod default/web-n is defined by /m/a.yaml already, which is used; this one is not");
}

TEST(StaticPods, NamespacesAreApartAndUidsAreNot) {
  config::Pod other = pod("web");
  other.metadata.namespace_ = "other";
  config::Pod one = pod("one"), two = pod("two");
  one.metadata.uid = two.metadata.uid = "same";
  const ManifestFile files[] = {file("/m/a.yaml", {pod("web"), other, one}), file("/m/b.yaml", {two})};
  const StaticPods made = static_pods(files, "n");
  EXPECT_EQ(made.pods.size(), 3u);
  ASSERT_EQ(made.refused.size(), 1u);
  EXPECT_EQ(made.refused[0].second.path, "metadata.uid");
}

TEST(StaticPods, ANameThatGetsTooLongIsRefused) {
  const ManifestFile files[] = {file("/m/a.yaml", {pod(std::string(253, 'a'))})};
  const StaticPods made = static_pods(files, "n");
  EXPECT_TRUE(made.pods.empty());
  ASSERT_EQ(made.refused.size(), 1u);
  EXPECT_THAT(made.refused[0].second.message, testing::HasSubstr("at most 253 characters"));
}

TEST(StaticPods, ManifestNameIsWithoutTheNode) {
  config::Pod pod;
  pod.metadata.name = "web";
  EXPECT_EQ(manifest_name(make_static_pod(pod, "Box-1", "/m/web.yaml", 0).pod), "web");
  pod.spec.node_name = "elsewhere";
  EXPECT_EQ(manifest_name(pod), "web");
}

}  // namespace
}  // namespace peapod::runtime
