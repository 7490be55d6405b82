// The part of ImageStore that reads archives.

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "platform/images/archive/image_load.h"
#include "platform/images/archive/source_image.h"
#include "platform/images/image_record.h"
#include "platform/images/image_store.h"
#include "platform/images/store_directory.h"
#include "platform/sys/file.h"

namespace peapod::platform {
namespace {

constexpr std::size_t kPreloadedMax = 1024;

Result<std::vector<std::string>> keys_of(const std::string& path) {
  Result<std::unique_ptr<images::ImageSource>> source = images::open_image_source(path);
  if (!source) return std::move(source.error());
  return images::list_keys(**source, images::source_base_name(path));
}

}  // namespace

void ImageStore::scan_preload() {
  std::map<std::string, Preloaded> before = std::exchange(preloaded_, {});
  Result<UniqueFd> directory = sys::open(preload_, O_RDONLY | O_DIRECTORY);
  if (!directory) return;
  // What cannot be listed is as good as not there: the image is then missing, and that is said.
  (void)sys::each_entry(directory->get(), [&](const char* entry, unsigned char) -> Result<void> {
    const std::string name = entry;
    const std::string path = preload_ + "/" + name;
    if (name.starts_with('.') || preloaded_.size() == kPreloadedMax) return {};
    Result<images::SourceStamp> stamp = images::source_stamp(path);
    if (!stamp || !(stamp->is_directory || name.ends_with(".tar"))) return {};
    Preloaded& preloaded = preloaded_[name];
    if (auto known = before.find(name); known != before.end() && known->second.stamp == stamp->text) {
      preloaded = std::move(known->second);
      return {};
    }
    preloaded.stamp = stamp->text;
    preloaded.mtime_ns = stamp->mtime_ns;
    Result<std::vector<std::string>> keys = keys_of(path);
    if (keys) {
      preloaded.keys = std::move(*keys);
    } else {
      preloaded.problem = keys.error().message();
    }
    return {};
  });
}

std::string ImageStore::find_source(const ImageReference& reference) {
  scan_preload();
  const std::string key = reference.key();
  auto newest = preloaded_.end();
  for (auto source = preloaded_.begin(); source != preloaded_.end(); ++source) {
    if (std::ranges::find(source->second.keys, key) == source->second.keys.end()) continue;
    if (newest == preloaded_.end() || source->second.mtime_ns > newest->second.mtime_ns) newest = source;
  }
  if (newest == preloaded_.end()) return {};
  Result<UniqueFd> names = sys::open(store_ + "/names", O_RDONLY | O_DIRECTORY);
  if (names && find(reference)) {
    std::optional<images::ImageRecord> record = images::read_record(names->get(), key);
    if (record && record->source == newest->second.stamp) return {};
  }
  return preload_ + "/" + newest->first;
}

Result<std::vector<ImageReference>> ImageStore::load(const std::string& source) {
  Result<images::OpenLoad> load = images::open_load(store_, source);
  if (!load) return std::move(load.error());
  return images::load_images(*load);
}

}  // namespace peapod::platform
