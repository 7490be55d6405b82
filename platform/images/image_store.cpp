#include "platform/images/image_store.h"

#include <fcntl.h>
#include <unistd.h>

#include "platform/images/image_record.h"
#include "platform/sys/file.h"

namespace peapod::platform {

ImageStore::ImageStore(std::string lib, std::string preload)
    : store_(std::move(lib) + "/images"), preload_(std::move(preload)) {}

std::optional<Image> ImageStore::find(const ImageReference& reference) const {
  Result<UniqueFd> names = sys::open(store_ + "/names", O_RDONLY | O_DIRECTORY);
  if (!names) return std::nullopt;
  std::optional<images::ImageRecord> record = images::read_record(names->get(), reference.key());
  if (!record) return std::nullopt;
  for (const std::string& layer : record->image.layers)
    if (::access((layers_directory() + "/" + layer).c_str(), F_OK) != 0) return std::nullopt;
  return std::move(record->image);
}

std::string ImageStore::source_problems() const {
  std::string text;
  for (const auto& [name, source] : preloaded_)
    if (!source.problem.empty()) text += preload_ + "/" + name + ": " + source.problem + "\n";
  return text;
}

}  // namespace peapod::platform
