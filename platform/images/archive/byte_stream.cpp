#include "platform/images/archive/byte_stream.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace peapod::platform::images {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;

}  // namespace

std::int64_t ByteStream::skip(std::int64_t) { return 0; }

Result<std::size_t> FileStream::read(std::span<unsigned char> buffer) {
  for (;;) {
    ssize_t got = ::pread(file_.get(), buffer.data(), buffer.size(), position_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{errno, "read"};
    position_ += got;
    return static_cast<std::size_t>(got);
  }
}

std::int64_t FileStream::skip(std::int64_t count) {
  // Never past the end: a file cut short must look cut short to who reads it.
  struct stat status;
  if (::fstat(file_.get(), &status) != 0) return 0;
  std::int64_t skipped = std::clamp<std::int64_t>(status.st_size - position_, 0, count);
  position_ += skipped;
  return skipped;
}

Result<std::size_t> DigestStream::read(std::span<unsigned char> buffer) {
  Result<std::size_t> got = input_.read(buffer);
  if (!got) return got;
  bytes_ += static_cast<std::int64_t>(*got);
  if (bytes_ > bytes_max_) return Error{EFBIG, "more than " + std::to_string(bytes_max_) + " bytes"};
  digest_.update(buffer.first(*got));
  return got;
}

Result<std::string> DigestStream::finish() {
  std::vector<unsigned char> buffer(kBufferBytes);
  for (;;) {
    Result<std::size_t> got = read(buffer);
    if (!got) return std::move(got.error());
    if (*got == 0) return digest_.finish();
  }
}

Result<void> DigestStream::finish(const std::string& expected) {
  Result<std::string> actual = finish();
  if (!actual) return std::move(actual.error());
  if (*actual != expected) return Error{EBADMSG, "content has digest " + *actual + ", not " + expected};
  return {};
}

Result<std::string> read_all(ByteStream& stream, std::size_t bytes_max) {
  std::string text;
  std::vector<unsigned char> buffer(kBufferBytes);
  for (;;) {
    Result<std::size_t> got = stream.read(buffer);
    if (!got) return std::move(got.error());
    if (*got == 0) return text;
    if (text.size() + *got > bytes_max) return Error{EFBIG, "more than " + std::to_string(bytes_max) + " bytes"};
    text.append(reinterpret_cast<const char*>(buffer.data()), *got);
  }
}

}  // namespace peapod::platform::images
