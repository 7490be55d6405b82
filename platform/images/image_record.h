#pragma once

// The store's small files, one for each name of an image: a checked line, then the image as JSON. A record
// that is cut short, changed or of another version is no record.

#include <optional>
#include <string>
#include <string_view>

#include "platform/images/image_store.h"
#include "platform/sys/result.h"

namespace peapod::platform::images {

inline constexpr std::size_t kRecordBytesMax = 256 * 1024;

struct ImageRecord {
  std::string name;    // ImageReference::key().
  std::string source;  // SourceStamp of the archive it came from.
  Image image;
};

std::string record_text(const ImageRecord& record);
std::optional<ImageRecord> parse_record(std::string_view text);

// The file name for a key: '/' becomes '+', which no reference contains. Empty when it is too long for a file
// name.
std::string record_file_name(std::string_view key);

// Replaces the record in the open directory: temporary file, fsync, rename, fsync of the directory.
Result<void> write_record(int directory, const ImageRecord& record);
// Nothing when there is none that can be believed.
std::optional<ImageRecord> read_record(int directory, std::string_view key);

}  // namespace peapod::platform::images
