#pragma once

// The entries of a tar (ustar, pax, GNU, sparse), one after the other, as libarchive reads them. What they
// may do is decided elsewhere: paths and links come out as they stand in the archive.

#include <sys/types.h>

#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/images/archive/byte_stream.h"

struct archive;
struct archive_entry;

namespace peapod::platform::images {

struct TarEntry {
  enum class Kind : std::uint8_t { File, Directory, Symlink, Hardlink, Fifo, Device };
  Kind kind = Kind::File;
  std::string path;
  std::string link;  // Of a Symlink or Hardlink.
  mode_t mode = 0;   // The twelve permission bits.
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::int64_t size = 0;  // Of a File: its logical size, holes included.
  timespec mtime{};
  std::vector<std::pair<std::string, std::string>> xattrs;  // At most kXattrsMax.
};

inline constexpr std::size_t kXattrsMax = 64;

class TarReader {
 public:
  explicit TarReader(ByteStream& input);  // Must outlive the reader.
  ~TarReader();
  TarReader(const TarReader&) = delete;
  TarReader& operator=(const TarReader&) = delete;

  // Moves to the next entry, past what is unread of this one; false at the end.
  Result<bool> next();
  const TarEntry& entry() const { return entry_; }

  struct Block {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    std::int64_t offset = 0;  // In the file: what lies between blocks is a hole.
  };
  // The next block of the entry's content, valid until the next call; size 0 at the end.
  Result<Block> read();

 private:
  struct Callbacks;
  Error failure() const;
  void take(archive_entry* entry);

  ByteStream& input_;
  Error input_error_;  // Why the input could not be read: libarchive only knows that it could not.
  std::vector<unsigned char> buffer_;
  archive* archive_ = nullptr;
  TarEntry entry_;
};

}  // namespace peapod::platform::images
