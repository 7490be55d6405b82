#pragma once

// The layers of the store:
//
//   layers/<16 hex>/fs   the layer, a lower directory for overlayfs
//   layers/<16 hex>/id   its whole chain id and its bytes on disk
//   tmp/<16 hex>         the same, not finished; removed by the next load
//
// The digits are of the chain id (OCI image-spec config.md): the digest of a layer and all below it. They are
// few, since the names of up to 127 layers must fit in one page of mount options; the whole id is compared
// before a layer is shared.

#include <cstdint>
#include <string>
#include <vector>

#include "platform/images/archive/layer_directory.h"
#include "platform/images/archive/source_image.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform::images {

class LayerStore {
 public:
  // Makes the directories that are missing and removes what an interrupted load left. The caller holds the
  // store's lock.
  static Result<LayerStore> open(int store);

  struct Layers {
    std::vector<std::string> names;  // Top first: "<16 hex>/fs".
    std::int64_t bytes = 0;
  };
  // Has every layer of the image in layers/ and on disk when it returns. Layers that are there already are
  // shared.
  Result<Layers> add(const ImageSource& source, const SourceImage& image);

 private:
  LayerStore(int store, UniqueFd layers, UniqueFd tmp)
      : store_(store), layers_(std::move(layers)), tmp_(std::move(tmp)) {}
  struct Planned;
  Result<bool> find(Planned& layer);
  Result<void> unpack(const ImageSource& source, const SourceImage& image, std::size_t index, Planned& layer,
                      const std::vector<int>& below, UnpackBudget& budget);
  Result<void> commit(const std::vector<Planned>& layers);

  int store_;
  UniqueFd layers_, tmp_;
};

}  // namespace peapod::platform::images
