#include "platform/images/archive/layer_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "platform/images/archive/layer_unpack.h"
#include "platform/images/archive/sha256.h"
#include "platform/images/store_directory.h"
#include "platform/sys/file.h"

namespace peapod::platform::images {
namespace {

constexpr std::size_t kNameDigits = 16;
constexpr std::size_t kIdBytesMax = 128;

// "sha256:<64 hex> <bytes>\n"
std::string id_text(const std::string& chain_id, std::int64_t bytes) {
  return chain_id + " " + std::to_string(bytes) + "\n";
}

Result<UnpackBudget> budget_of(int store) {
  struct statvfs filesystem;
  if (::fstatvfs(store, &filesystem) != 0) return Error{errno, "statvfs"};
  auto free = static_cast<std::int64_t>(filesystem.f_bavail) * static_cast<std::int64_t>(filesystem.f_frsize);
  UnpackBudget budget;
  budget.bytes_left = std::clamp<std::int64_t>(free - kFreeBytesReserved, 0, kImageBytesMax);
  return budget;
}

}  // namespace

struct LayerStore::Planned {
  std::string chain_id;
  std::string name;
  UniqueFd directory;  // The layer's fs.
  std::int64_t bytes = 0;
  bool is_new = false;
};

Result<LayerStore> LayerStore::open(int store) {
  Result<UniqueFd> layers = make_and_open(store, "layers");
  if (!layers) return std::move(layers.error());
  Result<UniqueFd> tmp = make_and_open(store, "tmp");
  if (!tmp) return std::move(tmp.error());
  if (Result<void> emptied = empty_directory(tmp->get()); !emptied) return std::move(emptied.error()).within("tmp");
  return LayerStore(store, std::move(*layers), std::move(*tmp));
}

Result<LayerStore::Layers> LayerStore::add(const ImageSource& source, const SourceImage& image) {
  Result<UnpackBudget> budget = budget_of(store_);
  if (!budget) return std::move(budget.error());
  std::vector<Planned> layers;
  std::vector<int> below;
  for (std::size_t i = 0; i < image.layers.size(); ++i) {
    const std::string& diff_id = image.config.diff_ids[i];
    Planned layer;
    layer.chain_id = i == 0 ? diff_id : sha256_digest(layers.back().chain_id + " " + diff_id);
    layer.name = layer.chain_id.substr(layer.chain_id.find(':') + 1, kNameDigits);
    Result<bool> found = find(layer);
    if (!found) return std::move(found.error());
    if (!*found)
      if (Result<void> unpacked = unpack(source, image, i, layer, below, *budget); !unpacked)
        return std::move(unpacked.error()).within("layer " + image.layers[i].file);
    below.insert(below.begin(), layer.directory.get());
    layers.push_back(std::move(layer));
  }
  if (Result<void> committed = commit(layers); !committed) return std::move(committed.error());
  Layers result;
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    result.names.push_back(layer->name + "/fs");
    result.bytes += layer->bytes;
  }
  return result;
}

Result<bool> LayerStore::find(Planned& layer) {
  Result<std::string> id = sys::read_file_at(layers_.get(), layer.name + "/id", kIdBytesMax);
  if (!id && id.error().code == ENOENT) return false;
  if (!id) return std::move(id.error());
  if (!id->starts_with(layer.chain_id + " ")) return Error{EEXIST, "layer '" + layer.name + "' is another one"};
  std::from_chars(id->data() + layer.chain_id.size() + 1, id->data() + id->size(), layer.bytes);
  Result<UniqueFd> directory = sys::open_at(layers_.get(), layer.name + "/fs", O_RDONLY | O_DIRECTORY);
  if (!directory) return std::move(directory.error());
  layer.directory = std::move(*directory);
  return true;
}

Result<void> LayerStore::unpack(const ImageSource& source, const SourceImage& image, std::size_t index, Planned& layer,
                                const std::vector<int>& below, UnpackBudget& budget) {
  Result<UniqueFd> outer = make_and_open(tmp_.get(), layer.name);
  if (!outer) return std::move(outer.error());
  Result<UniqueFd> directory = make_and_open(outer->get(), "fs");
  if (!directory) return std::move(directory.error());
  layer.directory = std::move(*directory);
  const std::int64_t before = budget.bytes_left;
  Result<void> unpacked =
      unpack_layer(source, image.layers[index], image.config.diff_ids[index], layer.directory.get(), below, budget);
  if (!unpacked) return unpacked;
  layer.bytes = before - budget.bytes_left;
  layer.is_new = true;
  Result<UniqueFd> id = sys::open_at(outer->get(), "id", O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!id) return std::move(id.error());
  return sys::write_file_at(outer->get(), "id", id_text(layer.chain_id, layer.bytes));
}

// One syncfs for the whole image, then the renames: a layer that has its name is complete.
Result<void> LayerStore::commit(const std::vector<Planned>& layers) {
  if (std::ranges::none_of(layers, [](const Planned& layer) { return layer.is_new; })) return {};
  if (::syncfs(store_) != 0) return Error{errno, "syncfs"};
  for (const Planned& layer : layers) {
    if (!layer.is_new) continue;
    // A directory of this name without an id is none of ours, or rotten.
    if (Result<void> removed = remove_tree(layers_.get(), layer.name); !removed) return removed;
    if (::renameat(tmp_.get(), layer.name.c_str(), layers_.get(), layer.name.c_str()) != 0)
      return Error{errno, "rename layer '" + layer.name + "'"};
  }
  if (::fsync(layers_.get()) != 0) return Error{errno, "fsync layers"};
  return {};
}

}  // namespace peapod::platform::images
