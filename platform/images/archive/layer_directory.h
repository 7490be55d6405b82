#pragma once

// One layer on disk: applies tar entries to a directory of its own, in the form overlayfs wants for a lower
// directory. Nothing it does reaches out of that directory, whatever the entries say; no other process works
// in it meanwhile.

#include <cstdint>
#include <string>
#include <vector>

#include "platform/images/archive/tar_reader.h"
#include "platform/sys/result.h"

namespace peapod::platform::images {

// What an image may take in all its layers together.
inline constexpr std::int64_t kImageBytesMax = 4LL * 1024 * 1024 * 1024;
inline constexpr std::int64_t kImageEntriesMax = 1'000'000;
inline constexpr std::int64_t kFreeBytesReserved = 16 * 1024 * 1024;  // Left on the filesystem for everyone else.

// Every file and directory is charged, in whole blocks of kBlockBytes.
inline constexpr std::int64_t kBlockBytes = 4096;

struct UnpackBudget {
  std::int64_t bytes_left = kImageBytesMax;
  std::int64_t entries_left = kImageEntriesMax;
};

class LayerDirectory {
 public:
  // `root` is the empty directory of the layer; `below` the directories of the layers under it, top first.
  // All borrowed.
  LayerDirectory(int root, const std::vector<int>& below, UnpackBudget& budget)
      : root_(root), below_(below), budget_(budget) {}

  // Before the first entry: the root looks as it does in the layers below, unless the archive says otherwise.
  Result<void> begin() { return adopt_attributes(root_, "."); }

  // Applies the reader's entry. Device nodes are left out (a container's /dev is made by the runtime); of the
  // extended attributes only security.capability and user.* (not user.overlay.*) are taken.
  Result<void> apply(TarReader& reader);

 private:
  Result<void> charge(std::int64_t bytes);
  Result<UniqueFd> open_parent(const std::string& path);
  Result<void> adopt_attributes(int directory, const std::string& path);
  Result<void> apply_in(int parent, const std::string& name, TarReader& reader);
  Result<void> apply_root(const TarEntry& entry);
  Result<void> apply_whiteout(int parent, const std::string& hidden);
  Result<void> apply_directory(int parent, const std::string& name, const TarEntry& entry);
  Result<void> apply_file(int parent, const std::string& name, TarReader& reader);
  Result<void> apply_symlink(int parent, const std::string& name, const TarEntry& entry);
  Result<void> apply_hardlink(int parent, const std::string& name, const TarEntry& entry);
  Result<void> apply_fifo(int parent, const std::string& name, const TarEntry& entry);

  int root_;
  const std::vector<int>& below_;
  UnpackBudget& budget_;
};

}  // namespace peapod::platform::images
