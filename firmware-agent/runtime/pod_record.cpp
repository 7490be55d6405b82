#include "firmware-agent/runtime/pod_record.h"

#include <cerrno>
#include <cstdint>

#include "firmware-agent/runtime/crc32c.h"

namespace peapod::runtime {
namespace {

constexpr std::string_view kMagic = "peapodR1";

template <class T>
void put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

// Takes a little-endian number off the front.
template <class T>
bool take(std::string_view& bytes, T& value) {
  if (bytes.size() < sizeof(T)) return false;
  value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value |= static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  }
  bytes.remove_prefix(sizeof(T));
  return true;
}

bool take_string(std::string_view& bytes, std::string_view& value) {
  std::uint32_t size = 0;
  if (!take(bytes, size) || bytes.size() < size) return false;
  value = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return true;
}

std::uint32_t checksum(std::uint64_t length, std::string_view body) {
  std::string encoded;
  put(encoded, length);
  return crc32c(body, crc32c(encoded));
}

Error damaged(const char* how) { return {EBADMSG, how}; }

}  // namespace

std::string encode_record(const Record& record) {
  std::string body;
  for (const auto& [key, value] : record.fields) {
    put(body, static_cast<std::uint32_t>(key.size()));
    body += key;
    put(body, static_cast<std::uint32_t>(value.size()));
    body += value;
  }
  std::string bytes(kMagic);
  put(bytes, std::uint64_t{body.size()});
  put(bytes, checksum(body.size(), body));
  return bytes + body;
}

Result<Record> decode_record(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return damaged("not a record");
  bytes.remove_prefix(kMagic.size());
  std::uint64_t length = 0;
  std::uint32_t sum = 0;
  if (!take(bytes, length) || !take(bytes, sum) || bytes.size() != length) return damaged("cut short or too long");
  if (checksum(length, bytes) != sum) return damaged("checksum does not match");
  Record record;
  while (!bytes.empty()) {
    std::string_view key, value;
    if (!take_string(bytes, key) || !take_string(bytes, value)) return damaged("fields do not fit");
    if (!record.fields.emplace(key, value).second) return damaged("a field comes twice");
    if (record.fields.size() > kRecordFieldsMax) return damaged("too many fields");
  }
  return record;
}

}  // namespace peapod::runtime
