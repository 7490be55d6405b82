#include "platform/images/image_store.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "tests/support/command.h"
#include "tests/unit/platform/archive/image_fixture.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;
using platform::Image;
using platform::ImageReference;
using platform::parse_image_reference;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct stat status_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status;
}

bool is_opaque(const fs::path& path) {
  char value[8] = {};
  return ::getxattr(path.c_str(), "trusted.overlay.opaque", value, sizeof value) == 1 && value[0] == 'y';
}

bool is_whiteout(const fs::path& path) {
  struct stat status = status_of(path);
  return S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0);
}

TestImage two_layers() {
  return {.layers = {tar_of({directory("etc", 0750), file("etc/passwd", "root:x:0:0::/root:/bin/sh\n"),
                             directory("tmp", 01777)}),
                     tar_of({file("bin/tool", "#!", 04755), file("tmp/note")})},
          .config = R"({"Entrypoint": ["/bin/tool"], "Cmd": ["-x"], "Env": ["A=b"], "User": "1000:5",
                        "WorkingDir": "work", "StopSignal": "SIGQUIT", "Labels": {"a": "b"}})"};
}

class ImageStoreTest : public ImageTest {
 protected:
  std::size_t layer_count() const {
    std::error_code error;
    fs::directory_iterator layers(store_.layers_directory(), error);
    return error ? 0 : static_cast<std::size_t>(std::distance(begin(layers), end(layers)));
  }
  std::string error_of(const TestImage& image) {
    auto loaded = load(image);
    return loaded ? "loaded" : loaded.error().message();
  }
};

TEST_F(ImageStoreTest, KeepsWhatTheConfigSays) {
  auto loaded = load(two_layers());
  ASSERT_TRUE(loaded) << loaded.error().message();
  std::optional<Image> image = find("test");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->id, digest_of(config_of(two_layers())));
  EXPECT_TRUE(image->repo_digest.starts_with("docker.io/library/test@sha256:"));
  EXPECT_EQ(image->entrypoint, std::vector<std::string>{"/bin/tool"});
  EXPECT_EQ(image->cmd, std::vector<std::string>{"-x"});
  EXPECT_EQ(image->env, std::vector<std::string>{"A=b"});
  EXPECT_EQ(image->user, "1000:5");
  EXPECT_EQ(image->working_dir, "/work");
  EXPECT_EQ(image->stop_signal, "SIGQUIT");
  EXPECT_EQ(image->layers.size(), 2u);
  EXPECT_GT(image->size_bytes, 0);
  EXPECT_TRUE(find(image->repo_digest));
  EXPECT_FALSE(find("test:other"));
}

TEST_F(ImageStoreTest, LayersLookAsTheArchiveSays) {
  ASSERT_TRUE(load(two_layers()));
  Image image = *find("test");
  EXPECT_EQ(status_of(layer_path(image) / "bin/tool").st_mode, S_IFREG | 04755u);
  EXPECT_EQ(status_of(layer_path(image, 1) / "etc").st_mode, S_IFDIR | 0750u);
  // Not mentioned in the upper layer: it looks as below, or the upper would change what is seen.
  EXPECT_EQ(status_of(layer_path(image) / "tmp").st_mode, S_IFDIR | 01777u);
  EXPECT_EQ(status_of(fs::path(store_.directory())).st_mode, S_IFDIR | 0700u);
}

TEST_F(ImageStoreTest, OwnersTimesAndAttributesAreKept) {
  ASSERT_TRUE(load({.layers = {tar_of({{.name = "a",
                                        .content = "x",
                                        .mode = 06711,
                                        .uid = 7,
                                        .gid = 9,
                                        .pax = {{"SCHILY.xattr.user.note", "kept"},
                                                {"SCHILY.xattr.trusted.overlay.opaque", "y"},
                                                {"mtime", "12.5"}}},
                                       symlink("s", "/nowhere"),
                                       {.name = "f", .type = '6', .mode = 0620}})}}));
  fs::path top = layer_path(*find("test"));
  struct stat status = status_of(top / "a");
  EXPECT_EQ(status.st_mode, S_IFREG | 06711u);
  EXPECT_EQ(status.st_uid, 7u);
  EXPECT_EQ(status.st_gid, 9u);
  EXPECT_EQ(status.st_mtim.tv_sec, 12);
  EXPECT_EQ(status.st_mtim.tv_nsec, 500000000);
  char value[8] = {};
  if (::getxattr((top / "a").c_str(), "user.note", value, sizeof value) < 0 && errno == ENOTSUP) {
    GTEST_SKIP() << "this filesystem has no user.* attributes";
  }
  EXPECT_STREQ(value, "kept");
  EXPECT_FALSE(is_opaque(top / "a"));
  EXPECT_EQ(fs::read_symlink(top / "s"), "/nowhere");
  EXPECT_EQ(status_of(top / "f").st_mode, S_IFIFO | 0620u);
}

TEST_F(ImageStoreTest, WhiteoutsBecomeOverlaysOwn) {
  ASSERT_TRUE(load({.layers = {tar_of({file("old"), file("dir/x"), file("swap/x")}),
                               tar_of({file(".wh.old"), file("dir/.wh..wh..opq"), directory("swap"), file(".wh.swap"),
                                       file(".wh.first"), directory("first"), file("kept"), file(".wh.kept"),
                                       file(".wh.back"), file("back")})}}));
  fs::path top = layer_path(*find("test"));
  EXPECT_TRUE(is_whiteout(top / "old"));
  EXPECT_TRUE(is_opaque(top / "dir"));
  EXPECT_TRUE(is_opaque(top / "swap"));
  EXPECT_TRUE(is_opaque(top / "first"));
  EXPECT_TRUE(fs::is_regular_file(top / "kept"));
  EXPECT_TRUE(fs::is_regular_file(top / "back"));
  EXPECT_FALSE(fs::exists(top / "dir/.wh..wh..opq"));
}

TEST_F(ImageStoreTest, OverlayShowsTheImage) {
  ASSERT_TRUE(load({.layers = {tar_of({file("old"), file("dir/x"), file("both/low"), directory("tmp", 01777)}),
                               tar_of({file(".wh.old"), file("dir/y"), file("dir/.wh..wh..opq"), file("both/high"),
                                       file("tmp/note")})}}));
  std::string lower;
  const Image image = *find("test");
  for (const std::string& layer : image.layers) lower += (lower.empty() ? "" : ":") + layer;
  fs::create_directory(base_ / "merged");
  CommandResult shown = run_command(
      {"unshare", "-m", "sh", "-c",
       R"(cd "$1" && mount -t overlay overlay -o "lowerdir=$2" "$3" && cd "$3" && find . -mindepth 1 | sort && stat -c %a tmp)",
       "sh", store_.layers_directory(), lower, (base_ / "merged").string()});
  EXPECT_EQ(shown.out, "./both\n./both/high\n./both/low\n./dir\n./dir/y\n./tmp\n./tmp/note\n1777\n") << shown.err;
}

TEST_F(ImageStoreTest, ReadsEveryFormat) {
  for (bool gzip : {false, true}) {
    TestImage image = two_layers();
    image.gzip = gzip;
    std::string suffix = gzip ? "-gz" : "";
    image.name = "oci" + suffix;
    write_tar(base_ / "preload/oci.tar", oci_files(image));
    image.name = "docker" + suffix;
    write_tar(base_ / "preload/docker.tar", docker_files(image));
    EXPECT_TRUE(store_.load((base_ / "preload/oci.tar").string()));
    EXPECT_TRUE(store_.load((base_ / "preload/docker.tar").string()));
    EXPECT_TRUE(find("oci" + suffix));
    ASSERT_TRUE(find("docker" + suffix));
    EXPECT_EQ(find("docker" + suffix)->repo_digest, "");
  }
  EXPECT_EQ(layer_count(), 2u) << "the same layers are unpacked once";
}

TEST_F(ImageStoreTest, DockerArchiveMayLinkLayers) {
  std::string layer = tar_of({file("x")});
  TestImage image{.name = "twice", .layers = {layer, layer}};
  Files files = docker_files(image);
  std::vector<TarMember> members;
  for (const auto& [name, content] : files)
    members.push_back(name == "layer1/layer.tar" ? symlink(name, "../layer0/layer.tar") : file(name, content));
  std::ofstream(base_ / "linked.tar", std::ios::binary) << tar_of(members);
  auto loaded = store_.load((base_ / "linked.tar").string());
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(find("twice")->layers.size(), 2u);
}

TEST_F(ImageStoreTest, ChoosesThePlatformOfTheBox) {
  TestImage mine{.name = "mine", .layers = {tar_of({file("mine")})}};
  TestImage other{.name = "other", .layers = {tar_of({file("other")})}, .architecture = "s390x"};
  Files files;
  add_oci_image(files, other);
  add_oci_image(files, mine);
  // The index so far becomes a blob, and its descriptors get platforms.
  std::string inner = files["index.json"];
  auto platform = [&](const std::string& name, const std::string& architecture) {
    std::string annotation = R"("annotations": {"io.containerd.image.name": ")" + name + "\"}";
    inner.replace(inner.find(annotation), annotation.size(),
                  R"("platform": {"os": "linux", "architecture": ")" + architecture + "\"}");
  };
  std::string config = config_of(mine);
  std::string box = config.substr(config.find("architecture\": \"") + 16);
  platform("mine", box.substr(0, box.find('"')));
  platform("other", "s390x");
  files["blobs/sha256/" + digest_of(inner).substr(7)] = inner;
  files["index.json"] = R"({"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.index.v1+json",
    "digest": ")" + digest_of(inner) +
                        R"(", "annotations": {"org.opencontainers.image.ref.name": "v1"}}]})";
  write_directory(base_ / "preload/multi", files);
  ASSERT_EQ(store_.find_source(*parse_image_reference("multi:v1")), (base_ / "preload/multi").string());
  auto loaded = store_.load((base_ / "preload/multi").string());
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_TRUE(fs::exists(layer_path(*find("multi:v1")) / "mine"));
  EXPECT_EQ(find("multi:v1")->repo_digest, "docker.io/library/multi@" + digest_of(inner));

  other.name = "only-other";
  EXPECT_NE(error_of(other).find("nothing in it is for linux/"), std::string::npos) << error_of(other);
}

TEST_F(ImageStoreTest, WrongDigestsAreRefused) {
  TestImage image = two_layers();
  image.diff_id = digest_of("another");
  EXPECT_NE(error_of(image).find("diff_id"), std::string::npos);
  for (const auto& [name, content] : oci_files(two_layers())) {
    if (!name.starts_with("blobs/")) continue;
    Files files = oci_files(two_layers());
    files[name] = content + " ";
    write_directory(base_ / name, files);
    auto loaded = store_.load((base_ / name).string());
    ASSERT_FALSE(loaded) << name;
    EXPECT_EQ(loaded.error().code, EBADMSG) << loaded.error().message();
  }
  EXPECT_FALSE(find("test"));
  EXPECT_EQ(layer_count(), 0u);
}

TEST_F(ImageStoreTest, RightContentInAnotherBlobIsRefused) {
  TestImage image = two_layers();
  image.gzip = true;
  Files files = oci_files(image);
  const std::string blob = "blobs/sha256/" + digest_of(gzip_of(image.layers[0])).substr(7);
  ASSERT_TRUE(files.contains(blob));
  files[blob] += gzip_of("");
  write_directory(base_ / "source", files);
  auto loaded = store_.load((base_ / "source").string());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, EBADMSG) << loaded.error().message();
}

TEST_F(ImageStoreTest, LayersWithOneNameAreNotConfused) {
  ASSERT_TRUE(load(two_layers()));
  const fs::path id = layer_path(*find("test")).parent_path() / "id";
  std::string text = text_of(id);
  text[30] = text[30] == 'a' ? 'b' : 'a';  // Beyond the 16 digits of the name.
  std::ofstream(id) << text;
  EXPECT_NE(error_of(two_layers()).find("is another one"), std::string::npos);
}

TEST_F(ImageStoreTest, BadDocumentsAreRefusedWithTheirReason) {
  const Files good = oci_files(two_layers());
  const std::pair<std::string, std::string> rows[] = {
      {"", "not a JSON document"},
      {std::string(40, '['), "nested too deeply"},
      {"[]", "must be an object"},
      {R"({"schemaVersion": 2})", "manifests: required"},
      {R"({"schemaVersion": 1, "manifests": []})", "schemaVersion: must be 2"},
      {R"({"schemaVersion": 2, "manifests": [], "layers": []})", "layers: does not belong here"},
      {R"({"schemaVersion": 2, "manifests": {}})", "manifests: must be a list"},
      {R"({"schemaVersion": 2, "manifests": [{"digest": "sha256:../../x"}]})", "digest: must be sha256"},
      {R"({"schemaVersion": 2, "manifests": [{"digest": 3}]})", "digest: must be a string"},
      {R"({"schemaVersion": 2, "manifests": []})", "names an image"},
  };
  for (const auto& [index, reason] : rows) {
    Files files = good;
    files["index.json"] = index;
    write_directory(base_ / "bad", files);
    auto loaded = store_.load((base_ / "bad").string());
    ASSERT_FALSE(loaded) << index;
    EXPECT_NE(loaded.error().message().find(reason), std::string::npos) << loaded.error().message();
  }
}

TEST_F(ImageStoreTest, GzipBombIsStopped) {
  // Runs of zeros deflate to nearly 1030:1.
  TestImage image{.layers = {tar_of({file("zeros", std::string(64 << 20, '\0'))})}, .gzip = true};
  EXPECT_NE(error_of(image).find("expands more than 1000 times"), std::string::npos) << error_of(image);
  EXPECT_FALSE(find("test"));
}

TEST_F(ImageStoreTest, SourceIsFoundUntilItIsLoaded) {
  const ImageReference reference = *parse_image_reference("test");
  EXPECT_EQ(store_.find_source(reference), "");
  const std::string source = (base_ / "preload/test.tar").string();
  write_tar(source, oci_files(two_layers()));
  std::ofstream(base_ / "preload/broken.tar") << std::string(2048, 'x');
  EXPECT_EQ(store_.find_source(reference), source);
  EXPECT_NE(store_.source_problems().find("broken.tar: "), std::string::npos);
  EXPECT_EQ(store_.find_source(*parse_image_reference("other")), "");
  ASSERT_TRUE(store_.load(source));
  EXPECT_EQ(store_.find_source(reference), "");
  EXPECT_EQ(store_.find_source(*parse_image_reference(find("test")->repo_digest)), "");
  // Another archive with the same name is news.
  TestImage newer = two_layers();
  newer.layers.push_back(tar_of({file("news")}));
  write_tar(source, oci_files(newer));
  EXPECT_EQ(store_.find_source(reference), source);
  ASSERT_TRUE(store_.load(source));
  EXPECT_EQ(find("test")->layers.size(), 3u);
  EXPECT_EQ(layer_count(), 3u);
}

TEST_F(ImageStoreTest, DamagedRecordIsNoImageAndHarmsNoOther) {
  ASSERT_TRUE(load(two_layers()));
  TestImage other = two_layers();
  other.name = "other";
  ASSERT_TRUE(load(other));
  const fs::path record = base_ / "lib/images/names/docker.io+library+test:latest";
  const std::string good = text_of(record);
  for (std::size_t length = 0; length < good.size(); length += 7) {
    std::ofstream(record) << good.substr(0, length);
    ASSERT_FALSE(find("test")) << length;
  }
  for (std::size_t i = 0; i < good.size(); i += 5) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    std::ofstream(record) << bad;
    ASSERT_FALSE(find("test")) << i;
  }
  EXPECT_TRUE(find("other"));
  ASSERT_TRUE(load(two_layers()));
  EXPECT_TRUE(find("test"));
}

TEST_F(ImageStoreTest, LayerThatIsGoneIsUnpackedAgain) {
  ASSERT_TRUE(load(two_layers()));
  fs::remove_all(layer_path(*find("test")).parent_path());
  EXPECT_FALSE(find("test"));
  ASSERT_TRUE(load(two_layers()));
  EXPECT_TRUE(find("test"));
}

TEST_F(ImageStoreTest, LeftoversOfAnInterruptedLoadAreRemoved) {
  fs::create_directories(base_ / "lib/images/tmp/0123456789abcdef/fs/a/b");
  std::ofstream(base_ / "lib/images/tmp/0123456789abcdef/fs/a/b/c") << "x";
  fs::create_symlink(canary_, base_ / "lib/images/tmp/0123456789abcdef/fs/link");
  ASSERT_TRUE(load(two_layers()));
  EXPECT_TRUE(fs::is_empty(base_ / "lib/images/tmp"));
  EXPECT_EQ(snapshot(canary_), canary_before_);
}

}  // namespace
}  // namespace peapod::test
