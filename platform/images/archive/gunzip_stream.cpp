#include "platform/images/archive/gunzip_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace peapod::platform::images {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;
constexpr std::size_t kMagicBytes = 4;
constexpr unsigned char kGzipMagic[] = {0x1f, 0x8b};
constexpr unsigned char kZstdMagic[] = {0x28, 0xb5, 0x2f, 0xfd};
constexpr int kGzipWindowBits = 15 + 16;  // zlib.h, inflateInit2: gzip framing only.

}  // namespace

GunzipStream::~GunzipStream() {
  if (kind_ == Kind::Gzip) ::inflateEnd(&inflate_);
}

Result<void> GunzipStream::fill() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  Result<std::size_t> got = input_.read(std::span(buffer_).subspan(end_));
  if (!got) return std::move(got.error());
  end_ += *got;
  bytes_in_ += static_cast<std::int64_t>(*got);
  return {};
}

Result<void> GunzipStream::detect() {
  buffer_.resize(kBufferBytes);
  for (std::size_t before = 0; end_ < kMagicBytes; before = end_) {
    if (Result<void> filled = fill(); !filled) return filled;
    if (end_ == before) break;
  }
  kind_ = Kind::Plain;
  if (end_ >= sizeof kZstdMagic && std::memcmp(buffer_.data(), kZstdMagic, sizeof kZstdMagic) == 0)
    return Error{ENOTSUP, "compressed with zstd; only gzip is known here"};
  if (end_ < sizeof kGzipMagic || std::memcmp(buffer_.data(), kGzipMagic, sizeof kGzipMagic) != 0) return {};
  if (::inflateInit2(&inflate_, kGzipWindowBits) != Z_OK) return Error{ENOMEM, "gzip"};
  kind_ = Kind::Gzip;
  return {};
}

Result<std::size_t> GunzipStream::read(std::span<unsigned char> buffer) {
  if (kind_ == Kind::Unknown)
    if (Result<void> detected = detect(); !detected) return std::move(detected.error());
  return kind_ == Kind::Plain ? read_plain(buffer) : inflate_some(buffer);
}

Result<std::size_t> GunzipStream::read_plain(std::span<unsigned char> buffer) {
  if (begin_ == end_) return input_.read(buffer);
  std::size_t count = std::min(buffer.size(), end_ - begin_);
  std::memcpy(buffer.data(), buffer_.data() + begin_, count);
  begin_ += count;
  return count;
}

Result<std::size_t> GunzipStream::inflate_some(std::span<unsigned char> buffer) {
  for (;;) {
    if (begin_ == end_) {
      if (Result<void> filled = fill(); !filled) return std::move(filled.error());
      if (begin_ == end_) {
        if (between_members_) return std::size_t{0};
        return Error{EBADMSG, "gzip stream is cut short"};
      }
    }
    if (between_members_) {
      ::inflateReset(&inflate_);
      between_members_ = false;
    }
    inflate_.next_in = buffer_.data() + begin_;
    inflate_.avail_in = static_cast<uInt>(end_ - begin_);
    inflate_.next_out = buffer.data();
    inflate_.avail_out = static_cast<uInt>(std::min(buffer.size(), kBufferBytes));
    const uInt room = inflate_.avail_out;
    int status = ::inflate(&inflate_, Z_NO_FLUSH);
    begin_ = end_ - inflate_.avail_in;
    if (status == Z_STREAM_END) between_members_ = true;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return Error{EBADMSG, "gzip stream"};
    std::size_t produced = room - inflate_.avail_out;
    bytes_out_ += static_cast<std::int64_t>(produced);
    if (bytes_out_ > kGunzipFreeBytes && bytes_out_ / kGunzipRatioMax > bytes_in_)
      return Error{EFBIG, "gzip stream expands more than " + std::to_string(kGunzipRatioMax) + " times"};
    if (produced > 0) return produced;
  }
}

}  // namespace peapod::platform::images
