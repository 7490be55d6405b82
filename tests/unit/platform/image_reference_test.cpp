#include "platform/images/image_reference.h"

#include <gtest/gtest.h>

namespace peapod::platform {
namespace {

const std::string kHex(64, 'a');

struct Row {
  std::string text;
  std::string completed;  // Empty: not a reference.
};

TEST(ImageReference, IsCompleted) {
  const Row rows[] = {
      {"busybox", "docker.io/library/busybox:latest"},
      {"busybox:1.36", "docker.io/library/busybox:1.36"},
      {"geektime/sample:v2", "docker.io/geektime/sample:v2"},
      {"docker.io/busybox", "docker.io/library/busybox:latest"},
      {"index.docker.io/library/nginx", "docker.io/library/nginx:latest"},
      {"library/nginx", "docker.io/library/nginx:latest"},
      {"localhost/app", "localhost/app:latest"},
      {"localhost:5000/app:v1", "localhost:5000/app:v1"},
      {"registry.4paradigm.com/chrome_debug", "registry.4paradigm.com/chrome_debug:latest"},
      {"registry.4paradigm.com:443/a/b/c:x_Y.z-1", "registry.4paradigm.com:443/a/b/c:x_Y.z-1"},
      {"[fd00::1]:5000/app", "[fd00::1]:5000/app:latest"},
      {"[::1]/app", "[::1]/app:latest"},
      {"Host/app", "Host/app:latest"},
      {"a__b--c/d", "docker.io/a__b--c/d:latest"},
      {"peapod.local/host", "peapod.local/host:latest"},
      {"nginx@sha256:" + kHex, "docker.io/library/nginx@sha256:" + kHex},
      {"nginx:1@sha256:" + kHex, "docker.io/library/nginx:1@sha256:" + kHex},
      {"gcr.io/a@sha512:" + kHex + kHex, "gcr.io/a@sha512:" + kHex + kHex},
      {kHex + "/a", "docker.io/" + kHex + "/a:latest"},
  };
  for (const Row& row : rows) {
    std::optional<ImageReference> reference = parse_image_reference(row.text);
    ASSERT_TRUE(reference) << row.text;
    EXPECT_EQ(reference->text(), row.completed) << row.text;
  }
}

TEST(ImageReference, RefusesWhatIsNone) {
  const std::string texts[] = {
      "",
      "Busybox",
      "busybox:",
      ":tag",
      "/busybox",
      "busybox/",
      "a//b",
      "a..b",
      "-a",
      "a-",
      "_a",
      "a._b",
      "a___b",
      "busybox:-x",
      "busybox:.x",
      "busybox:a/b:c",
      "a b",
      "a\nb",
      std::string("a\0b", 3),
      "a@",
      "a@sha256:12",
      "a@sha256:" + std::string(64, 'A'),
      "a@b@c",
      "http://a/b",
      "host:port/a",
      "host:/a",
      "[::1/a",
      "[]/a",
      "[::1]x/a",
      "host..x/a",
      "-h.x/a",
      kHex,
      "a/B",
      "ab:" + std::string(129, 't'),
      std::string(256, 'a'),
      "a/" + std::string(245, 'b'),
      "../a",
      "./a",
      "a/../b",
      "sha256:" + kHex + "@",
  };
  for (const std::string& text : texts) EXPECT_FALSE(parse_image_reference(text)) << text;
}

TEST(ImageReference, DigestNamesTheContentWhereThereIsOne) {
  EXPECT_EQ(parse_image_reference("a:1")->key(), "docker.io/library/a:1");
  EXPECT_EQ(parse_image_reference("a:1@sha256:" + kHex)->key(), "docker.io/library/a@sha256:" + kHex);
}

}  // namespace
}  // namespace peapod::platform
