#include "platform/images/archive/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>

namespace peapod::platform::images {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;

// Names in pax headers are UTF-8 and have no form in the C locale; names in ustar headers are plain bytes.
std::string text_of(const char* bytes, const char* utf8) { return bytes ? bytes : utf8 ? utf8 : ""; }

TarEntry::Kind kind_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) || archive_entry_hardlink_utf8(entry)) return TarEntry::Kind::Hardlink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return TarEntry::Kind::File;
    case AE_IFDIR:
      return TarEntry::Kind::Directory;
    case AE_IFLNK:
      return TarEntry::Kind::Symlink;
    case AE_IFIFO:
      return TarEntry::Kind::Fifo;
    default:
      return TarEntry::Kind::Device;
  }
}

}  // namespace

struct TarReader::Callbacks {
  static la_ssize_t read(archive*, void* self, const void** data) {
    TarReader& reader = *static_cast<TarReader*>(self);
    *data = reader.buffer_.data();
    Result<std::size_t> got = reader.input_.read(reader.buffer_);
    if (got) return static_cast<la_ssize_t>(*got);
    reader.input_error_ = std::move(got.error());
    archive_set_error(reader.archive_, EIO, "read");
    return ARCHIVE_FATAL;
  }
  static la_int64_t skip(archive*, void* self, la_int64_t count) {
    return static_cast<TarReader*>(self)->input_.skip(count);
  }
};

TarReader::TarReader(ByteStream& input) : input_(input), buffer_(kBufferBytes), archive_(archive_read_new()) {
  archive_read_support_format_tar(archive_);
  archive_read_set_callback_data(archive_, this);
  archive_read_set_read_callback(archive_, &Callbacks::read);
  archive_read_set_skip_callback(archive_, &Callbacks::skip);
  archive_read_open1(archive_);  // A failure is told again by the first next().
}

TarReader::~TarReader() { archive_read_free(archive_); }

Error TarReader::failure() const {
  if (input_error_.code != 0) return input_error_;
  const char* text = archive_error_string(archive_);
  return Error{EBADMSG, std::string("tar: ") + (text ? text : "not readable")};
}

Result<bool> TarReader::next() {
  archive_entry* entry = nullptr;
  int status = archive_read_next_header(archive_, &entry);
  if (status == ARCHIVE_EOF) return false;
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return failure();
  take(entry);
  return true;
}

void TarReader::take(archive_entry* entry) {
  entry_ = TarEntry{};
  entry_.kind = kind_of(entry);
  entry_.path = text_of(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
  if (entry_.kind == TarEntry::Kind::Hardlink)
    entry_.link = text_of(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
  if (entry_.kind == TarEntry::Kind::Symlink)
    entry_.link = text_of(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry));
  entry_.mode = archive_entry_perm(entry) & 07777;
  entry_.uid = archive_entry_uid(entry);
  entry_.gid = archive_entry_gid(entry);
  entry_.size = entry_.kind == TarEntry::Kind::File ? archive_entry_size(entry) : 0;
  // A libarchive of a 32-bit distribution may still have a 32-bit time_t: then only the low half was
  // returned.
  time_t seconds = archive_entry_mtime(entry);
  if (sizeof(long) == 4) seconds = static_cast<std::int32_t>(seconds);
  entry_.mtime = {seconds, archive_entry_mtime_nsec(entry)};
  archive_entry_xattr_reset(entry);
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  while (entry_.xattrs.size() < kXattrsMax && archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK)
    entry_.xattrs.emplace_back(name, std::string(static_cast<const char*>(value), size));
}

Result<TarReader::Block> TarReader::read() {
  for (;;) {
    const void* data = nullptr;
    Block block;
    la_int64_t offset = 0;
    int status = archive_read_data_block(archive_, &data, &block.size, &offset);
    if (status == ARCHIVE_EOF) return Block{};
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return failure();
    block.data = static_cast<const unsigned char*>(data);
    block.offset = offset;
    if (block.size > 0) return block;
  }
}

}  // namespace peapod::platform::images
