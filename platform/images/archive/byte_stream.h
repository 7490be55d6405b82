#pragma once

// Bytes that are pulled: from a file, out of an archive, through a digest. Layers are chains of these, so no
// blob is ever held in memory.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "platform/images/archive/sha256.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform::images {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Some bytes into `buffer` (not empty); 0 at the end.
  virtual Result<std::size_t> read(std::span<unsigned char> buffer) = 0;
  // Passes over up to `count` bytes cheaply and returns how many; 0 when only reading gets past them.
  virtual std::int64_t skip(std::int64_t count);
};

// A regular file from its beginning, with a position of its own.
class FileStream : public ByteStream {
 public:
  explicit FileStream(UniqueFd file) : file_(std::move(file)) {}
  Result<std::size_t> read(std::span<unsigned char> buffer) override;
  std::int64_t skip(std::int64_t count) override;

 private:
  UniqueFd file_;
  std::int64_t position_ = 0;
};

// Passes bytes through, digests and counts them. More than `bytes_max` is EFBIG.
class DigestStream : public ByteStream {
 public:
  DigestStream(ByteStream& input, std::int64_t bytes_max) : input_(input), bytes_max_(bytes_max) {}
  Result<std::size_t> read(std::span<unsigned char> buffer) override;
  // Reads to the end, then compares: EBADMSG when the digest is another one.
  Result<void> finish(const std::string& expected);
  // Reads to the end; "sha256:...".
  Result<std::string> finish();

 private:
  ByteStream& input_;
  std::int64_t bytes_max_;
  std::int64_t bytes_ = 0;
  Sha256 digest_;
};

// The whole stream; EFBIG when it has more than `bytes_max`.
Result<std::string> read_all(ByteStream& stream, std::size_t bytes_max);

}  // namespace peapod::platform::images
