#pragma once

// Images made by tests: tars written header by header, so that they can be wrong in every way, put into layouts and
// archives whose digests are right unless a test spoils them.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/images/image_store.h"

namespace peapod::test {

struct TarMember {
  std::string name;
  char type = '0';  // ustar typeflag: 0 file, 1 hard link, 2 symlink, 3 and 4 devices, 5 directory, 6 FIFO.
  std::string content = {};
  std::string link = {};
  unsigned mode = 0644;
  unsigned uid = 0;
  unsigned gid = 0;
  std::optional<std::string> size_field = std::nullopt;       // Instead of the content's size: any bytes.
  std::vector<std::pair<std::string, std::string>> pax = {};  // Records of an extended header before it.
};

TarMember file(std::string name, std::string content = "x", unsigned mode = 0644);
TarMember directory(std::string name, unsigned mode = 0755);
TarMember symlink(std::string name, std::string target);
TarMember hardlink(std::string name, std::string target);

std::string tar_of(const std::vector<TarMember>& members);
std::string gzip_of(const std::string& text);
std::string digest_of(const std::string& text);

// Files of a layout or archive, by name.
using Files = std::map<std::string, std::string>;

struct TestImage {
  std::string name = "docker.io/library/test:latest";
  std::vector<std::string> layers;  // Bottom first: tars.
  bool gzip = false;
  std::string config = R"({"Cmd": ["sh"]})";
  std::string architecture = {};                      // Empty: this box's.
  std::optional<std::string> diff_id = std::nullopt;  // Of the last layer, instead of the true one.
};
std::string config_of(const TestImage& image);
// Adds the image's blobs, and its descriptor to the index of those added before.
void add_oci_image(Files& files, const TestImage& image);
Files oci_files(const TestImage& image);
Files docker_files(const TestImage& image);

void write_directory(const std::filesystem::path& path, const Files& files);
void write_tar(const std::filesystem::path& path, const Files& files);

// Memory where there is some: for tests that load so often that a disk's fsync would be most of their time.
std::filesystem::path fast_directory();

// A store, a preload directory and a canary beside them, in a directory of its own that goes with the test.
class ImageTest : public testing::Test {
 protected:
  explicit ImageTest(const std::filesystem::path& where = std::filesystem::temp_directory_path());
  ~ImageTest() override;

  // Of everything in the directory: names, kinds, modes, owners, times and contents.
  static std::string snapshot(const std::filesystem::path& directory);
  // The layout directory of the image, and what load() said about it.
  Result<std::vector<platform::ImageReference>> load(const TestImage& image);
  std::filesystem::path layer_path(const platform::Image& image, std::size_t from_top = 0) const;
  std::optional<platform::Image> find(const std::string& name) const;

  std::filesystem::path base_;
  std::filesystem::path canary_;  // base_/canary; from a layer's root it is at ../../../../../canary.
  std::string canary_before_;
  platform::ImageStore store_;
};

}  // namespace peapod::test
