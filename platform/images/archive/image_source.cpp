#include "platform/images/archive/image_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "platform/images/archive/entry_path.h"
#include "platform/images/archive/tar_reader.h"
#include "platform/sys/file.h"
#include "platform/sys/resolve.h"

namespace peapod::platform::images {
namespace {

constexpr int kArchiveEntriesMax = 16 * 1024;
constexpr int kArchiveLinksMax = 4;

class DirectorySource : public ImageSource {
 public:
  explicit DirectorySource(UniqueFd directory) : directory_(std::move(directory)) {}

  Result<std::unique_ptr<ByteStream>> open(const std::string& name) const override {
    // O_NONBLOCK: a FIFO must not hold us up before it is seen to be none of ours.
    Result<UniqueFd> file = sys::open_beneath(directory_.get(), name, O_RDONLY | O_NONBLOCK);
    if (!file) return std::move(file.error());
    Result<struct stat> status = sys::status_of(file->get());
    if (!status) return std::move(status.error());
    if (!S_ISREG(status->st_mode)) return Error{EINVAL, "'" + name + "' is not a regular file"};
    return std::unique_ptr<ByteStream>(new FileStream(std::move(*file)));
  }

 private:
  UniqueFd directory_;
};

// One file of an archive. Owns the whole chain it is read through.
class EntryStream : public ByteStream {
 public:
  explicit EntryStream(UniqueFd file) : file_(std::move(file)), reader_(file_) {}

  // Moves to the entry of this name; false when there is none.
  Result<bool> find(const std::string& name) {
    for (int i = 0; i < kArchiveEntriesMax; ++i) {
      Result<bool> more = reader_.next();
      if (!more || !*more) return more;
      Result<std::string> path = entry_path(reader_.entry().path);
      if (path && *path == name) return true;
    }
    return Error{E2BIG, "archive has more than " + std::to_string(kArchiveEntriesMax) + " files"};
  }
  const TarEntry& entry() const { return reader_.entry(); }

  Result<std::size_t> read(std::span<unsigned char> buffer) override {
    if (block_.size == 0) {
      Result<TarReader::Block> block = reader_.read();
      if (!block) return std::move(block.error());
      block_ = *block;
      if (block_.size == 0) return std::size_t{0};
      if (block_.offset != position_) return Error{EINVAL, "sparse file in an image archive"};
    }
    std::size_t count = std::min(buffer.size(), block_.size);
    std::copy_n(block_.data, count, buffer.begin());
    block_.data += count;
    block_.size -= count;
    position_ += static_cast<std::int64_t>(count);
    return count;
  }

 private:
  FileStream file_;
  TarReader reader_;
  TarReader::Block block_;
  std::int64_t position_ = 0;
};

class ArchiveSource : public ImageSource {
 public:
  explicit ArchiveSource(UniqueFd file) : file_(std::move(file)) {}

  // An archive has no table of contents: each file is looked for from the start, passing over contents by
  // seeking.
  Result<std::unique_ptr<ByteStream>> open(const std::string& name) const override {
    std::string wanted = name;
    for (int links = 0; links <= kArchiveLinksMax; ++links) {
      UniqueFd file(::fcntl(file_.get(), F_DUPFD_CLOEXEC, 0));
      if (!file) return Error{errno, "fcntl"};
      auto stream = std::make_unique<EntryStream>(std::move(file));
      Result<bool> found = stream->find(wanted);
      if (!found) return std::move(found.error());
      if (!*found) return Error{ENOENT, "'" + name + "' in the archive"};
      const TarEntry& entry = stream->entry();
      if (entry.kind == TarEntry::Kind::File) return std::unique_ptr<ByteStream>(std::move(stream));
      // docker save writes a layer that occurs twice as a link to "../<id>/layer.tar".
      if (entry.kind == TarEntry::Kind::Symlink) {
        wanted = linked_path(wanted, entry.link);
      } else if (entry.kind == TarEntry::Kind::Hardlink) {
        wanted = linked_path("", entry.link);
      } else {
        return Error{EINVAL, "'" + name + "' is not a regular file"};
      }
    }
    return Error{ELOOP, "'" + name + "' in the archive"};
  }

 private:
  UniqueFd file_;
};

std::string file_name(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

Result<std::string> ImageSource::read(const std::string& name, std::size_t bytes_max) const {
  Result<std::unique_ptr<ByteStream>> stream = open(name);
  if (!stream) return std::move(stream.error());
  Result<std::string> text = read_all(**stream, bytes_max);
  if (!text) return std::move(text.error()).within("'" + name + "'");
  return text;
}

Result<std::unique_ptr<ImageSource>> open_image_source(const std::string& path) {
  Result<UniqueFd> file = sys::open(path, O_RDONLY | O_NONBLOCK);
  if (!file) return std::move(file.error());
  Result<struct stat> status = sys::status_of(file->get());
  if (!status) return std::move(status.error());
  if (S_ISDIR(status->st_mode)) return std::unique_ptr<ImageSource>(new DirectorySource(std::move(*file)));
  if (S_ISREG(status->st_mode)) return std::unique_ptr<ImageSource>(new ArchiveSource(std::move(*file)));
  return Error{EINVAL, "'" + path + "' is neither an archive nor a directory"};
}

Result<SourceStamp> source_stamp(const std::string& path) {
  SourceStamp stamp;
  Result<struct stat> status = sys::status_at(AT_FDCWD, path, 0);
  if (status && S_ISDIR(status->st_mode)) {
    stamp.is_directory = true;
    status = sys::status_at(AT_FDCWD, path + "/index.json", 0);
  }
  if (!status) return std::move(status.error());
  stamp.mtime_ns = std::int64_t{status->st_mtim.tv_sec} * 1'000'000'000 + status->st_mtim.tv_nsec;
  stamp.text = file_name(path) + " " + std::to_string(status->st_size) + " " + std::to_string(stamp.mtime_ns);
  return stamp;
}

std::string source_base_name(const std::string& path) {
  std::string name = file_name(path);
  return name.ends_with(".tar") ? name.substr(0, name.size() - 4) : name;
}

}  // namespace peapod::platform::images
