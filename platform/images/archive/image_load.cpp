#include "platform/images/archive/image_load.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>

#include "platform/images/archive/layer_store.h"
#include "platform/images/archive/source_image.h"
#include "platform/images/image_record.h"
#include "platform/images/store_directory.h"

namespace peapod::platform::images {
namespace {

ImageRecord record_of(const SourceImage& source, const LayerStore::Layers& layers, const std::string& stamp) {
  ImageRecord record;
  record.source = stamp;
  record.image.id = source.id;
  record.image.layers = layers.names;
  record.image.size_bytes = layers.bytes;
  record.image.entrypoint = source.config.entrypoint;
  record.image.cmd = source.config.cmd;
  record.image.env = source.config.env;
  record.image.user = source.config.user;
  record.image.working_dir = source.config.working_dir;
  if (!record.image.working_dir.empty() && record.image.working_dir[0] != '/') record.image.working_dir.insert(0, "/");
  record.image.stop_signal = source.config.stop_signal;
  return record;
}

// One record for each thing the image may be asked for: its tag, and its digests.
Result<void> write_names(int names, const SourceImage& image, const ImageReference& name, ImageRecord record) {
  std::vector<ImageReference> references;
  for (const std::string& digest : image.digests) references.push_back({name.repository, "", digest});
  if (!references.empty()) record.image.repo_digest = references.front().key();
  references.push_back(name);
  for (const ImageReference& reference : references) {
    record.name = reference.key();
    if (Result<void> written = write_record(names, record); !written) return written;
  }
  return {};
}

}  // namespace

Result<OpenLoad> open_load(const std::string& store, const std::string& source) {
  OpenLoad load;
  Result<std::unique_ptr<ImageSource>> opened = open_image_source(source);
  if (!opened) return std::move(opened.error());
  load.source = std::move(*opened);
  load.base_name = source_base_name(source);
  Result<SourceStamp> stamp = source_stamp(source);
  if (!stamp) return std::move(stamp.error());
  load.stamp = stamp->text;
  Result<UniqueFd> lib = make_and_open(AT_FDCWD, store.substr(0, store.rfind('/')));
  if (!lib) return std::move(lib.error());
  Result<UniqueFd> directory = make_and_open(AT_FDCWD, store);
  if (!directory) return std::move(directory.error());
  load.store = std::move(*directory);
  return load;
}

Result<std::vector<ImageReference>> load_images(const OpenLoad& load) {
  const int store = load.store.get();
  while (::flock(store, LOCK_EX) != 0)
    if (errno != EINTR) return Error{errno, "lock the image store"};
  Result<UniqueFd> names = make_and_open(store, "names");
  if (!names) return std::move(names.error());
  Result<LayerStore> layers = LayerStore::open(store);
  if (!layers) return std::move(layers.error());
  Result<std::vector<SourceImage>> images = read_images(*load.source, load.base_name);
  if (!images) return std::move(images.error());
  std::vector<ImageReference> loaded;
  for (const SourceImage& image : *images) {
    Result<LayerStore::Layers> added = layers->add(*load.source, image);
    if (!added) return std::move(added.error()).within(image.names.front().text());
    ImageRecord record = record_of(image, *added, load.stamp);
    for (const ImageReference& name : image.names) {
      if (Result<void> written = write_names(names->get(), image, name, record); !written)
        return std::move(written.error());
      loaded.push_back(name);
    }
  }
  return loaded;
}

}  // namespace peapod::platform::images
