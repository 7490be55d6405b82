#pragma once

// A layer as a tar, whether it is stored as one or gzipped: told apart by the first bytes, as all runtimes
// do.

#include <zlib.h>

#include <cstdint>
#include <vector>

#include "platform/images/archive/byte_stream.h"

namespace peapod::platform::images {

// Deflate reaches 1032:1. Above kGunzipFreeBytes of output, more than kGunzipRatioMax is taken for a bomb.
inline constexpr std::int64_t kGunzipFreeBytes = 16 * 1024 * 1024;
inline constexpr std::int64_t kGunzipRatioMax = 1000;

// Several gzip members one after the other are one stream. Anything else after a member is EBADMSG, as is a
// bad checksum or a member cut short. Input in zstd format is ENOTSUP.
class GunzipStream : public ByteStream {
 public:
  explicit GunzipStream(ByteStream& input) : input_(input) {}
  ~GunzipStream() override;
  GunzipStream(const GunzipStream&) = delete;
  GunzipStream& operator=(const GunzipStream&) = delete;
  Result<std::size_t> read(std::span<unsigned char> buffer) override;

 private:
  enum class Kind : std::uint8_t { Unknown, Plain, Gzip };
  Result<void> detect();
  Result<void> fill();  // More input behind what is left of it.
  Result<std::size_t> read_plain(std::span<unsigned char> buffer);
  Result<std::size_t> inflate_some(std::span<unsigned char> buffer);

  ByteStream& input_;
  Kind kind_ = Kind::Unknown;
  bool between_members_ = false;
  std::vector<unsigned char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // What is left in buffer_.
  std::int64_t bytes_in_ = 0, bytes_out_ = 0;
  z_stream inflate_{};
};

}  // namespace peapod::platform::images
