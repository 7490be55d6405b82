// Archives that want out. Each is loaded by the process of the test itself, not by the confined child, so that nothing
// but the unpacker stands between them and the canary.

#include <sys/xattr.h>

#include <filesystem>
#include <functional>

#include "tests/unit/platform/archive/image_fixture.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

constexpr char kUp[] = "../../../../../canary";  // From a layer's root, wherever it is in the store.

// Files of the host that some cases ask for by an absolute path.
constexpr const char* kEscaped[] = {"/tmp/peapod-escaped", "/etc/peapod-escaped"};

struct Case {
  std::string name;
  std::vector<std::vector<TarMember>> layers;
  bool refused = true;
  std::function<void(const fs::path& top_layer)> look = nullptr;  // When it is not refused.
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

bool is_real_directory(const fs::path& path) { return fs::is_directory(fs::symlink_status(path)); }
bool is_file(const fs::path& path) { return fs::is_regular_file(fs::symlink_status(path)); }
bool is_absent(const fs::path& path) { return !fs::exists(fs::symlink_status(path)); }

std::string up(const std::string& rest = "") { return std::string(kUp) + rest; }

TarMember device(std::string name, char type) { return {.name = std::move(name), .type = type}; }
TarMember pax_file(std::string path) { return {.name = "short", .content = "x", .pax = {{"path", std::move(path)}}}; }
TarMember sized(std::string name, std::string size_field) {
  return {.name = std::move(name), .size_field = std::move(size_field)};
}

std::vector<Case> cases() {
  const std::string deep = [] {
    std::string path = "d";
    for (int i = 0; i < 128; ++i) path += "/d";
    return path;
  }();
  return {
      // Paths.
      {"dot_dot", {{file(up("/file"))}}},
      {"dot_dot_inside", {{directory("a"), file("a/../../x")}}},
      {"dot_dot_at_end", {{directory("a/..")}}},
      {"dot_dot_directory", {{directory(up("/directory"), 0777)}}},
      {"dot_dot_in_pax", {{pax_file(up("/file"))}}},
      {"dot_dot_after_slashes", {{file("//..//../x")}}},
      {"absolute_path", {{file("/canary/file")}}, false, [](auto& top) { EXPECT_TRUE(is_file(top / "canary/file")); }},
      {"absolute_path_of_host",
       {{file("/etc/peapod-escaped")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "etc/peapod-escaped")); }},
      {"many_slashes_and_dots", {{file("././//a/.//b")}}, false, [](auto& top) { EXPECT_TRUE(is_file(top / "a/b")); }},
      {"empty_name", {{file("")}}},
      {"name_of_root_is_a_file", {{file("./")}}},
      {"root_becomes_a_symlink", {{symlink(".", up())}}},
      {"trailing_slash_on_symlink",
       {{symlink("a", up()), file("a/", "")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_real_directory(top / "a")); }},
      {"path_too_long", {{pax_file(std::string(5000, 'a'))}}},
      {"path_long_in_short_steps", {{pax_file([] {
         std::string s;
         for (int i = 0; i < 40; ++i) s += std::string(120, 'a') + "/";
         return s + "x";
       }())}}},
      {"name_too_long", {{pax_file(std::string(300, 'a'))}}},
      {"too_deep", {{pax_file(deep + "/x")}}},
      {"deepest_allowed", {{pax_file(deep.substr(0, 2 * 127 - 1) + "/x")}}, false, [](auto&) {}},
      {"pax_record_too_large", {{{.name = "a", .pax = {{"comment", std::string(2 << 20, 'c')}}}}}},
      {"nul_in_pax_path",
       {{pax_file(std::string("a\0/../../x", 10))}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "a")); }},
      {"newline_in_name", {{file("a\nb")}}, false, [](auto& top) { EXPECT_TRUE(is_file(top / "a\nb")); }},
      {"utf8_in_pax_path",
       {{pax_file("caf\xc3\xa9")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "caf\xc3\xa9")); }},
      {"latin1_in_header", {{file("caf\xe9")}}, false, [](auto& top) { EXPECT_TRUE(is_file(top / "caf\xe9")); }},

      // Symbolic links.
      {"write_through_symlink_to_directory", {{symlink("a", up()), file("a/file", "evil")}}},
      {"write_through_absolute_symlink",
       {{symlink("a", "/canary"), directory("canary"), file("a/file", "evil")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "canary/file")); }},
      {"write_through_absolute_symlink_to_nothing", {{symlink("a", "/canary"), file("a/file", "evil")}}},
      {"write_onto_symlink_to_file",
       {{symlink("a", up("/file")), file("a", "evil")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "a")); }},
      {"directory_onto_symlink",
       {{symlink("a", up()), directory("a", 0700), file("a/file", "evil")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "a/file")); }},
      {"symlink_chain",
       {{symlink("a", ".."), symlink("b", "a/.."), symlink("c", "b/../../canary"), file("c/file", "evil")}}},
      {"symlink_chain_to_parent",
       {{directory("d"), symlink("d/a", "../.."), symlink("d/b", "a/../../../canary"), file("d/b/file", "evil")}}},
      {"symlink_to_proc_root",
       {{directory("proc"), symlink("a", "/proc/self/root/tmp"), file("a/peapod-escaped", "evil")}}},
      {"symlink_to_proc_cwd", {{symlink("a", "/proc/self/cwd"), file("a/peapod-escaped", "evil")}}},
      {"symlink_loop", {{symlink("a", "b"), symlink("b", "a"), file("a/x")}}},
      {"symlink_to_nothing", {{symlink("a", "")}}},
      {"directory_replaced_by_symlink", {{directory("a"), symlink("a", up()), file("a/file", "evil")}}},
      {"full_directory_replaced_by_symlink", {{directory("a"), file("a/x"), symlink("a", up())}}},
      {"chmod_through_symlink",
       {{symlink("a", up("/file")), directory("a", 04777)}},
       false,
       [](auto& top) { EXPECT_TRUE(is_real_directory(top / "a")); }},
      {"symlink_of_lower_layer",
       {{symlink("a", up())}, {file("a/file", "evil")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "a/file")); }},
      {"directory_replaced_by_symlink_in_layer_above",
       {{directory("a")}, {symlink("a", up()), file("a/file", "evil")}}},
      {"attributes_taken_through_symlink_of_lower_layer",
       {{symlink("a", up("/directory"))}, {file("a/b/x")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_real_directory(top / "a/b")); }},

      // Hard links.
      {"hardlink_out", {{hardlink("a", up("/file"))}}},
      {"hardlink_absolute", {{hardlink("a", "/etc/passwd")}}},
      {"hardlink_through_symlink", {{symlink("s", up()), hardlink("a", "s/file")}}},
      {"hardlink_through_absolute_symlink", {{symlink("s", "/etc"), hardlink("a", "s/passwd")}}},
      {"hardlink_to_symlink_then_write",
       {{symlink("s", up("/file")), hardlink("a", "s"), file("a", "evil")}},
       false,
       [](auto& top) {
         EXPECT_TRUE(is_file(top / "a"));
         EXPECT_TRUE(fs::is_symlink(top / "s"));
       }},
      {"hardlink_to_symlink_to_directory_then_write",
       {{symlink("s", up()), hardlink("a", "s"), file("a/file", "evil")}}},
      {"hardlink_to_directory", {{directory("d"), hardlink("a", "d")}}},
      {"hardlink_to_nothing", {{hardlink("a", "b")}}},
      {"hardlink_to_itself", {{hardlink("a", "a")}}},
      {"hardlink_to_root", {{hardlink("a", "/")}}},
      {"hardlink_into_lower_layer", {{file("b")}, {hardlink("a", "b")}}},
      {"hardlink_to_whiteout", {{file(".wh.b"), hardlink("a", "b")}}},
      {"hardlink_onto_itself",
       {{file("b"), hardlink("a", "b"), hardlink("a", "b")}},
       false,
       [](auto& top) { EXPECT_EQ(fs::hard_link_count(top / "a"), 2u); }},

      // Whiteouts.
      {"whiteout_of_nothing", {{file(".wh.")}}},
      {"whiteout_of_dot", {{file(".wh..")}}},
      {"whiteout_of_dot_dot", {{file(".wh...")}}},
      {"whiteout_through_symlink", {{symlink("a", up()), file("a/.wh.file")}}},
      {"whiteout_through_dot_dot", {{file(up("/.wh.file"))}}},
      {"opaque_through_symlink", {{symlink("a", up("/directory")), file("a/.wh..wh..opq")}}},
      {"whiteout_as_hardlink",
       {{file("b"), hardlink(".wh.c", "b")}},
       false,
       [](auto& top) { EXPECT_TRUE(fs::is_character_file(fs::symlink_status(top / "c"))); }},
      {"aufs_metadata", {{directory(".wh..wh.plnk"), file(".wh..wh.plnk/x")}}, false, [](auto&) {}},

      // What a layer may not contain.
      {"character_device", {{device("a", '3')}}, false, [](auto& top) { EXPECT_TRUE(is_absent(top / "a")); }},
      {"block_device", {{device("dev/sda", '4')}}, false, [](auto& top) { EXPECT_TRUE(is_absent(top / "dev/sda")); }},
      {"device_then_write",
       {{device("a", '3'), file("a", "x")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "a")); }},
      {"write_onto_fifo",
       {{device("a", '6'), file("a", "x")}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "a")); }},
      {"overlay_xattrs",
       {{{.name = "a",
          .type = '5',
          .mode = 0755,
          .pax = {{"SCHILY.xattr.trusted.overlay.redirect", "/../../etc"},
                  {"SCHILY.xattr.user.overlay.opaque", "y"},
                  {"SCHILY.xattr.security.selinux", "x"},
                  {"SCHILY.xattr.trusted.x", "y"}}}}},
       false,
       [](auto& top) { EXPECT_EQ(::llistxattr((top / "a").c_str(), nullptr, 0), 0); }},

      // Sizes.
      {"size_of_8_EiB", {{sized("a", std::string("\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 12))}}},
      {"negative_size", {{sized("a", std::string(12, '\xff'))}}},
      {"size_of_5_GiB", {{sized("a", "50000000000")}}},
      {"size_beyond_the_end", {{sized("a", "00000777777")}}},
      {"sparse_8_EiB",
       {{{.name = "a",
          .content = "1\n0\n1\n" + std::string(506, '\0'),
          .pax = {{"GNU.sparse.major", "1"},
                  {"GNU.sparse.minor", "0"},
                  {"GNU.sparse.name", "a"},
                  {"GNU.sparse.realsize", "9223372036854775807"}}}}}},
      {"sparse_content_beyond_its_size",
       {{{.name = "a",
          .content = "1\n1099511627776\n1\n" + std::string(494, '\0') + "x",
          .pax = {{"GNU.sparse.major", "1"},
                  {"GNU.sparse.minor", "0"},
                  {"GNU.sparse.name", "a"},
                  {"GNU.sparse.realsize", "10"}}}}}},
      {"owner_beyond_ids", {{{.name = "a", .pax = {{"uid", "4294967295"}}}}}},
      {"negative_owner", {{{.name = "a", .pax = {{"gid", "-1"}}}}}},

      // Twice the same.
      {"duplicate_files",
       {{file("a", "first"), file("a", "second")}},
       false,
       [](auto& top) { EXPECT_EQ(fs::file_size(top / "a"), 6u); }},
      {"duplicate_directories",
       {{directory("a", 0700), file("a/x"), directory("a", 0755)}},
       false,
       [](auto& top) { EXPECT_TRUE(is_file(top / "a/x")); }},
      {"file_then_child", {{file("a"), file("a/x")}}},
      {"names_differ_in_case",
       {{file("A", "1"), file("a", "22")}},
       false,
       [](auto& top) { EXPECT_EQ(fs::file_size(top / "a"), 2u); }},
  };
}

class HostileTar : public ImageTest, public testing::WithParamInterface<Case> {
 protected:
  HostileTar() : ImageTest(fast_directory()) {}
  // What an unpacker that can be fooled leaves must not fail the next test too.
  ~HostileTar() override {
    for (const char* path : kEscaped) fs::remove(path);
  }
};

TEST_P(HostileTar, StaysInItsLayer) {
  TestImage image;
  for (const auto& layer : GetParam().layers) image.layers.push_back(tar_of(layer));
  auto loaded = load(image);
  EXPECT_EQ(snapshot(canary_), canary_before_);
  for (const char* path : kEscaped) EXPECT_TRUE(is_absent(path)) << path;
  EXPECT_EQ(!loaded, GetParam().refused) << (loaded ? "loaded" : loaded.error().message());
  std::optional<platform::Image> found = find("test");
  ASSERT_EQ(found.has_value(), !GetParam().refused);
  if (found) GetParam().look(layer_path(*found));
}

INSTANTIATE_TEST_SUITE_P(Image, HostileTar, testing::ValuesIn(cases()),
                         [](const auto& test_case) { return test_case.param.name; });

}  // namespace
}  // namespace peapod::test
