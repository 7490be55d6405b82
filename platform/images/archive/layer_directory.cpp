#include "platform/images/archive/layer_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "platform/images/archive/entry_attributes.h"
#include "platform/images/archive/entry_path.h"
#include "platform/sys/file.h"
#include "platform/sys/resolve.h"

namespace peapod::platform::images {
namespace {

constexpr std::string_view kWhiteoutPrefix = ".wh.";          // OCI image-spec layer.md.
constexpr std::string_view kWhiteoutMetaPrefix = ".wh..wh.";  // AUFS' own files; only the next means something.
constexpr std::string_view kOpaqueMarker = ".wh..wh..opq";
constexpr int kDirectoryFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;

bool is_whiteout(const struct stat& status) { return S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0); }

// Overlayfs hides everything below a directory that carries this.
Result<void> set_opaque(int directory) {
  if (::fsetxattr(directory, "trusted.overlay.opaque", "y", 1, 0) != 0)
    return Error{errno, "set trusted.overlay.opaque"};
  return {};
}

enum class Room : std::uint8_t { Free, Directory, WasWhiteout };

// Makes way for an entry: the last of two with one name counts. A directory gives way only when it is empty.
Result<Room> make_room(int parent, const std::string& name, bool for_directory) {
  Result<struct stat> status = sys::status_at(parent, name, AT_SYMLINK_NOFOLLOW);
  if (!status) {
    if (status.error().code == ENOENT) return Room::Free;
    return std::move(status.error());
  }
  if (S_ISDIR(status->st_mode) && for_directory) return Room::Directory;
  Result<void> removed = sys::unlink_at(parent, name, S_ISDIR(status->st_mode) ? AT_REMOVEDIR : 0);
  if (!removed) return std::move(removed.error());
  return is_whiteout(*status) ? Room::WasWhiteout : Room::Free;
}

Result<void> write_all(int fd, TarReader::Block block) {
  while (block.size > 0) {
    ssize_t written = ::pwrite(fd, block.data, block.size, block.offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Error{errno, "write"};
    block.data += written;
    block.size -= static_cast<std::size_t>(written);
    block.offset += written;
  }
  return {};
}

}  // namespace

Result<void> LayerDirectory::charge(std::int64_t bytes) {
  if (--budget_.entries_left < 0) return Error{E2BIG, "more than " + std::to_string(kImageEntriesMax) + " files"};
  if (bytes < 0 || bytes > budget_.bytes_left) return Error{EFBIG, "more content than may be unpacked"};
  budget_.bytes_left -= std::min(budget_.bytes_left, (bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes);
  return {};
}

Result<void> LayerDirectory::apply(TarReader& reader) {
  const TarEntry& entry = reader.entry();
  Result<void> charged = charge(entry.kind == TarEntry::Kind::Directory ? kBlockBytes : entry.size);
  if (!charged) return charged;
  Result<std::string> path = entry_path(entry.path);
  if (!path) return std::move(path.error());
  if (path->empty()) return apply_root(entry);

  if (entry.kind == TarEntry::Kind::Device) return {};
  const SplitPath split = split_path(*path);
  Result<UniqueFd> parent = open_parent(split.parent);
  if (!parent) return std::move(parent.error());
  Result<void> applied = apply_in(parent->get(), split.name, reader);
  if (!applied) return std::move(applied.error()).within("'" + *path + "'");
  return {};
}

Result<void> LayerDirectory::apply_in(int parent, const std::string& name, TarReader& reader) {
  if (name == kOpaqueMarker) return set_opaque(parent);
  if (name.starts_with(kWhiteoutMetaPrefix)) return {};
  if (name.starts_with(kWhiteoutPrefix)) return apply_whiteout(parent, name.substr(kWhiteoutPrefix.size()));
  const TarEntry& entry = reader.entry();
  switch (entry.kind) {
    case TarEntry::Kind::File:
      return apply_file(parent, name, reader);
    case TarEntry::Kind::Directory:
      return apply_directory(parent, name, entry);
    case TarEntry::Kind::Symlink:
      return apply_symlink(parent, name, entry);
    case TarEntry::Kind::Hardlink:
      return apply_hardlink(parent, name, entry);
    case TarEntry::Kind::Fifo:
      return apply_fifo(parent, name, entry);
    case TarEntry::Kind::Device:
      break;
  }
  return {};
}

// The directory an entry lies in. What the archive did not mention is made, looking as it does in the layers
// below: of a directory in several layers, overlayfs shows the attributes of the topmost.
Result<UniqueFd> LayerDirectory::open_parent(const std::string& path) {
  if (path.empty()) return sys::open_at(root_, ".", kDirectoryFlags);
  Result<UniqueFd> found = sys::open_beneath(root_, path, O_RDONLY | O_DIRECTORY);
  if (found || found.error().code != ENOENT) return found;
  auto [parent_path, name] = split_path(path);
  Result<UniqueFd> parent = open_parent(parent_path);
  if (!parent) return parent;
  if (Result<void> charged = charge(kBlockBytes); !charged) return std::move(charged.error());
  if (Result<void> made = sys::make_directory_at(parent->get(), name, 0755); !made) return std::move(made.error());
  Result<UniqueFd> directory = sys::open_at(parent->get(), name, kDirectoryFlags);
  if (!directory) return directory;
  if (Result<void> adopted = adopt_attributes(directory->get(), path); !adopted) return std::move(adopted.error());
  return directory;
}

Result<void> LayerDirectory::adopt_attributes(int directory, const std::string& path) {
  mode_t mode = 0755;
  for (int layer : below_) {
    Result<UniqueFd> same = sys::open_beneath(layer, path, kDirectoryFlags);
    if (!same && same.error().code == ENOENT) continue;
    if (!same) break;
    Result<struct stat> status = sys::status_of(same->get());
    if (!status) return std::move(status.error());
    mode = status->st_mode & 07777;
    if (Result<void> owned = sys::change_owner(directory, status->st_uid, status->st_gid); !owned) return owned;
    break;
  }
  return sys::change_mode(directory, mode);
}

Result<void> LayerDirectory::apply_root(const TarEntry& entry) {
  if (entry.kind != TarEntry::Kind::Directory) return Error{EINVAL, "the root is not a directory"};
  return set_attributes(root_, entry);
}

Result<void> LayerDirectory::apply_whiteout(int parent, const std::string& hidden) {
  if (hidden.empty() || hidden == "." || hidden == "..") return Error{EINVAL, "whiteout of nothing"};
  if (::mknodat(parent, hidden.c_str(), S_IFCHR, makedev(0, 0)) == 0) return {};
  if (errno != EEXIST) return Error{errno, "mknod"};
  // What this layer has under the name hides what is below already; but a directory would be merged.
  Result<UniqueFd> directory = sys::open_at(parent, hidden, kDirectoryFlags);
  if (directory) return set_opaque(directory->get());
  if (directory.error().code == ENOTDIR || directory.error().code == ELOOP || directory.error().code == ENXIO)
    return {};
  return std::move(directory.error());
}

Result<void> LayerDirectory::apply_directory(int parent, const std::string& name, const TarEntry& entry) {
  Result<Room> room = make_room(parent, name, true);
  if (!room) return std::move(room.error());
  if (*room != Room::Directory)
    if (Result<void> made = sys::make_directory_at(parent, name, 0700); !made) return made;
  Result<UniqueFd> directory = sys::open_at(parent, name, kDirectoryFlags);
  if (!directory) return std::move(directory.error());
  if (*room == Room::WasWhiteout)
    if (Result<void> set = set_opaque(directory->get()); !set) return set;
  return set_attributes(directory->get(), entry);
}

Result<void> LayerDirectory::apply_file(int parent, const std::string& name, TarReader& reader) {
  const TarEntry& entry = reader.entry();
  if (Result<Room> room = make_room(parent, name, false); !room) return std::move(room.error());
  Result<UniqueFd> file = sys::open_at(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (!file) return std::move(file.error());
  for (;;) {
    Result<TarReader::Block> block = reader.read();
    if (!block) return std::move(block.error());
    if (block->size == 0) break;
    if (block->offset < 0 || block->offset + static_cast<std::int64_t>(block->size) > entry.size)
      return Error{EBADMSG, "content beyond the file's size"};
    if (Result<void> written = write_all(file->get(), *block); !written) return written;
  }
  if (::ftruncate(file->get(), entry.size) != 0) return Error{errno, "truncate"};
  return set_attributes(file->get(), entry);
}

Result<void> LayerDirectory::apply_symlink(int parent, const std::string& name, const TarEntry& entry) {
  if (entry.link.empty()) return Error{EINVAL, "symlink to nothing"};
  if (Result<Room> room = make_room(parent, name, false); !room) return std::move(room.error());
  if (::symlinkat(entry.link.c_str(), parent, name.c_str()) != 0) return Error{errno, "symlink"};
  return set_attributes_at(parent, name, entry);
}

// Neither the source's last component nor the new name is followed, so a link to a symlink is one more such
// symlink.
Result<void> LayerDirectory::apply_hardlink(int parent, const std::string& name, const TarEntry& entry) {
  Result<std::string> source = entry_path(entry.link);
  if (!source) return std::move(source.error()).within("hard link");
  auto [source_parent_path, source_name] = split_path(*source);
  Result<UniqueFd> source_parent =
      sys::open_beneath(root_, source_parent_path.empty() ? "." : source_parent_path, O_RDONLY | O_DIRECTORY);
  if (!source_parent) return std::move(source_parent.error()).within("hard link");
  Result<struct stat> status = sys::status_at(source_parent->get(), source_name, AT_SYMLINK_NOFOLLOW);
  if (!status) return std::move(status.error()).within("hard link");
  if (!S_ISREG(status->st_mode) && !S_ISLNK(status->st_mode))
    return Error{EINVAL, "hard link to '" + *source + "', which is not a file"};
  Result<struct stat> same = sys::status_at(parent, name, AT_SYMLINK_NOFOLLOW);
  if (same && same->st_ino == status->st_ino) return {};
  if (Result<Room> room = make_room(parent, name, false); !room) return std::move(room.error());
  if (::linkat(source_parent->get(), source_name.c_str(), parent, name.c_str(), 0) != 0) return Error{errno, "link"};
  return {};
}

Result<void> LayerDirectory::apply_fifo(int parent, const std::string& name, const TarEntry& entry) {
  if (Result<Room> room = make_room(parent, name, false); !room) return std::move(room.error());
  if (::mknodat(parent, name.c_str(), S_IFIFO | 0600, 0) != 0) return Error{errno, "mkfifo"};
  return set_attributes_at(parent, name, entry);
}

}  // namespace peapod::platform::images
