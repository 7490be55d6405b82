#include "platform/images/store_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "platform/sys/file.h"

namespace peapod::platform::images {
namespace {

constexpr int kDepthMax = 200;  // Layers are at most 128 deep (entry_path.h).

Result<void> remove_tree(int parent, const std::string& name, int depth);

Result<void> empty_directory(int directory, int depth) {
  return sys::each_entry(directory,
                         [&](const char* name, unsigned char) { return remove_tree(directory, name, depth); });
}

Result<void> remove_tree(int parent, const std::string& name, int depth) {
  if (depth == 0) return Error{ELOOP, "remove '" + name + "'"};
  Result<void> removed = sys::unlink_at(parent, name, 0);
  if (removed || removed.error().code == ENOENT) return {};
  if (removed.error().code != EISDIR) return removed;
  Result<UniqueFd> directory = sys::open_at(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!directory) return std::move(directory.error());
  if (Result<void> emptied = empty_directory(directory->get(), depth - 1); !emptied) return emptied;
  return sys::unlink_at(parent, name, AT_REMOVEDIR);
}

}  // namespace

Result<UniqueFd> make_and_open(int parent, const std::string& name) {
  Result<void> made = sys::make_directory_at(parent, name, 0700);
  if (!made && made.error().code != EEXIST) return std::move(made.error());
  return sys::open_at(parent, name, O_RDONLY | O_DIRECTORY);
}

Result<void> remove_tree(int parent, const std::string& name) { return remove_tree(parent, name, kDepthMax); }
Result<void> empty_directory(int directory) { return empty_directory(directory, kDepthMax); }

}  // namespace peapod::platform::images
