#include "tests/unit/platform/archive/image_fixture.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "platform/images/archive/box_platform.h"
#include "platform/images/archive/sha256.h"

namespace fs = std::filesystem;

namespace peapod::test {
namespace {

constexpr std::size_t kBlock = 512;
constexpr char kManifestType[] = "application/vnd.oci.image.manifest.v1+json";

void put(std::string& header, std::size_t offset, std::size_t width, const std::string& text) {
  header.replace(offset, std::min(width, text.size()), text.substr(0, width));
}

std::string octal(unsigned long value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*lo", digits, value);
  return text;
}

std::string padded(std::string text) {
  text.resize((text.size() + kBlock - 1) / kBlock * kBlock);
  return text;
}

std::string member_bytes(const TarMember& member) {
  std::string bytes;
  if (!member.pax.empty()) {
    std::string records;
    for (const auto& [key, value] : member.pax) {
      std::size_t length = key.size() + value.size() + 3;
      std::size_t total = length + std::to_string(length).size();
      if (std::to_string(total).size() != std::to_string(length).size()) ++total;
      records += std::to_string(total) + " " + key + "=" + value + "\n";
    }
    bytes += member_bytes({
        .name = "PaxHeader",
        .type = 'x',
        .content = records,
    });
  }
  std::string header(kBlock, '\0');
  put(header, 0, 100, member.name);
  put(header, 100, 8, octal(member.mode, 7));
  put(header, 108, 8, octal(member.uid, 7));
  put(header, 116, 8, octal(member.gid, 7));
  put(header, 124, 12, member.size_field.value_or(octal(member.content.size(), 11)));
  put(header, 136, 12, octal(1, 11));
  put(header, 148, 8, "        ");
  header[156] = member.type;
  put(header, 157, 100, member.link);
  put(header, 257, 8, std::string("ustar\00000", 8));
  put(header, 329, 8, octal(1, 7));
  put(header, 337, 8, octal(3, 7));
  unsigned sum = 0;
  for (char c : header) sum += static_cast<unsigned char>(c);
  put(header, 148, 8, octal(sum, 6) + std::string("\0 ", 2));
  return bytes + header + padded(member.content);
}

std::string descriptor(const std::string& type, const std::string& content, const std::string& more = "") {
  return R"({"mediaType": ")" + type + R"(", "digest": ")" + digest_of(content) + R"(", "size": )" +
         std::to_string(content.size()) + more + "}";
}

std::string blob_name(const std::string& content) { return "blobs/sha256/" + digest_of(content).substr(7); }

void write_file(const fs::path& path, const std::string& content) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

fs::path make_base(const fs::path& where) {
  std::string path = (where / "peapod-images-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) std::abort();
  return path;
}

}  // namespace

TarMember file(std::string name, std::string content, unsigned mode) {
  return {.name = std::move(name), .content = std::move(content), .mode = mode};
}
TarMember directory(std::string name, unsigned mode) { return {.name = std::move(name), .type = '5', .mode = mode}; }
TarMember symlink(std::string name, std::string target) {
  return {.name = std::move(name), .type = '2', .link = std::move(target), .mode = 0777};
}
TarMember hardlink(std::string name, std::string target) {
  return {.name = std::move(name), .type = '1', .link = std::move(target)};
}

std::string tar_of(const std::vector<TarMember>& members) {
  std::string tar;
  for (const TarMember& member : members) tar += member_bytes(member);
  return tar + std::string(2 * kBlock, '\0');
}

std::string gzip_of(const std::string& text) {
  z_stream stream{};
  if (::deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string out(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

std::string digest_of(const std::string& text) { return platform::images::sha256_digest(text); }

std::string config_of(const TestImage& image) {
  std::string diff_ids;
  for (std::size_t i = 0; i < image.layers.size(); ++i) {
    bool last = i + 1 == image.layers.size();
    std::string diff_id = last && image.diff_id ? *image.diff_id : digest_of(image.layers[i]);
    diff_ids += (i == 0 ? "\"" : ", \"") + diff_id + "\"";
  }
  std::string architecture =
      image.architecture.empty() ? std::string(platform::images::box_architecture()) : image.architecture;
  return R"({"os": "linux", "architecture": ")" + architecture + R"(", "config": )" + image.config +
         R"(, "rootfs": {"type": "layers", "diff_ids": [)" + diff_ids + "]}}";
}

void add_oci_image(Files& files, const TestImage& image) {
  std::string config = config_of(image);
  files[blob_name(config)] = config;
  std::string layers;
  for (const std::string& layer : image.layers) {
    std::string blob = image.gzip ? gzip_of(layer) : layer;
    files[blob_name(blob)] = blob;
    std::string type = "application/vnd.oci.image.layer.v1.tar";
    layers += (layers.empty() ? "" : ", ") + descriptor(image.gzip ? type + "+gzip" : type, blob);
  }
  std::string manifest = R"({"schemaVersion": 2, "mediaType": ")" + std::string(kManifestType) + R"(", "config": )" +
                         descriptor("application/vnd.oci.image.config.v1+json", config) + R"(, "layers": [)" + layers +
                         "]}";
  files[blob_name(manifest)] = manifest;
  std::string entry =
      descriptor(kManifestType, manifest, R"(, "annotations": {"io.containerd.image.name": ")" + image.name + R"("})");
  std::string& index = files["index.json"];
  if (index.empty()) {
    index = R"({"schemaVersion": 2, "manifests": []})";
  } else {
    entry += ", ";
  }
  index.insert(index.find('[') + 1, entry);
}

Files oci_files(const TestImage& image) {
  Files files;
  add_oci_image(files, image);
  files["oci-layout"] = R"({"imageLayoutVersion": "1.0.0"})";
  return files;
}

Files docker_files(const TestImage& image) {
  Files files;
  std::string config = config_of(image), layers;
  files[digest_of(config).substr(7) + ".json"] = config;
  for (std::size_t i = 0; i < image.layers.size(); ++i) {
    std::string name = "layer" + std::to_string(i) + "/layer.tar";
    files[name] = image.gzip ? gzip_of(image.layers[i]) : image.layers[i];
    layers += (i == 0 ? "\"" : ", \"") + name + "\"";
  }
  files["manifest.json"] = R"([{"Config": ")" + digest_of(config).substr(7) + R"(.json", "RepoTags": [")" + image.name +
                           R"("], "Layers": [)" + layers + "]}]";
  return files;
}

void write_directory(const fs::path& path, const Files& files) {
  for (const auto& [name, content] : files) write_file(path / name, content);
}

void write_tar(const fs::path& path, const Files& files) {
  std::vector<TarMember> members;
  for (const auto& [name, content] : files) members.push_back(file(name, content));
  write_file(path, tar_of(members));
}

fs::path fast_directory() {
  const fs::path memory = "/dev/shm";
  return fs::is_directory(memory) ? memory : fs::temp_directory_path();
}

ImageTest::ImageTest(const fs::path& where)
    : base_(make_base(where)),
      canary_(base_ / "canary"),
      store_((base_ / "lib").string(), (base_ / "preload").string()) {
  fs::create_directories(base_ / "preload");
  write_file(canary_ / "file", "untouched");
  write_file(canary_ / "directory" / "inner", "untouched");
  canary_before_ = snapshot(canary_);
}

ImageTest::~ImageTest() {
  std::error_code error;
  fs::remove_all(base_, error);
}

std::string ImageTest::snapshot(const fs::path& directory) {
  std::map<std::string, std::string> lines;
  auto add = [&](const fs::path& path) {
    struct stat status {};
    ::lstat(path.c_str(), &status);
    std::ostringstream line;
    line << std::oct << status.st_mode << std::dec << ' ' << status.st_uid << ':' << status.st_gid << ' '
         << status.st_nlink << ' ' << status.st_mtim.tv_sec << '.' << status.st_mtim.tv_nsec << ' ';
    if (S_ISREG(status.st_mode)) line << read_file(path);
    if (S_ISLNK(status.st_mode)) line << fs::read_symlink(path).string();
    lines[path.string()] = line.str();
  };
  add(directory);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory)) add(entry.path());
  std::string text;
  for (const auto& [path, line] : lines) text += path + " " + line + "\n";
  return text;
}

Result<std::vector<platform::ImageReference>> ImageTest::load(const TestImage& image) {
  fs::path source = base_ / "source";
  fs::remove_all(source);
  write_directory(source, oci_files(image));
  return store_.load(source.string());
}

fs::path ImageTest::layer_path(const platform::Image& image, std::size_t from_top) const {
  return fs::path(store_.layers_directory()) / image.layers.at(from_top);
}

std::optional<platform::Image> ImageTest::find(const std::string& name) const {
  return store_.find(*platform::parse_image_reference(name));
}

}  // namespace peapod::test
