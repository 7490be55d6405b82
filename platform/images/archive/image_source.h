#pragma once

// Where images come from: an archive (tar) or an OCI image layout directory, both seen as files by name.

#include <memory>
#include <string>

#include "platform/images/archive/byte_stream.h"
#include "platform/sys/result.h"

namespace peapod::platform::images {

class ImageSource {
 public:
  virtual ~ImageSource() = default;
  // The file's content from its beginning; ENOENT when there is none of that name. Names are relative
  // ("index.json").
  virtual Result<std::unique_ptr<ByteStream>> open(const std::string& name) const = 0;

  Result<std::string> read(const std::string& name, std::size_t bytes_max) const;
};

// A directory is taken for an image layout, a regular file for a tar. The source keeps it open and needs no
// path later.
Result<std::unique_ptr<ImageSource>> open_image_source(const std::string& path);

// What tells that a source is not the one it was. Of a directory, its index.json counts.
struct SourceStamp {
  std::string text;  // "<file name> <bytes> <mtime in ns>"
  std::int64_t mtime_ns = 0;
  bool is_directory = false;
};
Result<SourceStamp> source_stamp(const std::string& path);

// "busybox" of "/images/busybox.tar" and of the layout "/images/busybox".
std::string source_base_name(const std::string& path);

}  // namespace peapod::platform::images
