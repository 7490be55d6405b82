#include "platform/images/archive/layer_unpack.h"

#include <limits>

#include "platform/images/archive/gunzip_stream.h"

namespace peapod::platform::images {
namespace {

Result<void> apply_all(ByteStream& tar, int root, const std::vector<int>& below, UnpackBudget& budget) {
  LayerDirectory directory(root, below, budget);
  if (Result<void> begun = directory.begin(); !begun) return begun;
  TarReader reader(tar);
  for (;;) {
    Result<bool> more = reader.next();
    if (!more) return std::move(more.error());
    if (!*more) return {};
    if (Result<void> applied = directory.apply(reader); !applied) return applied;
  }
}

}  // namespace

Result<void> unpack_layer(const ImageSource& source, const SourceLayer& layer, const std::string& diff_id, int root,
                          const std::vector<int>& below, UnpackBudget& budget) {
  Result<std::unique_ptr<ByteStream>> file = source.open(layer.file);
  if (!file) return std::move(file.error());
  DigestStream blob(**file, std::numeric_limits<std::int64_t>::max());
  GunzipStream plain(blob);
  DigestStream tar(plain, kImageBytesMax);
  if (Result<void> applied = apply_all(tar, root, below, budget); !applied) return applied;
  // What follows the tar's end belongs to both digests.
  if (Result<void> verified = tar.finish(diff_id); !verified) return std::move(verified.error()).within("diff_id");
  if (layer.digest.empty()) return {};
  return blob.finish(layer.digest);
}

}  // namespace peapod::platform::images
