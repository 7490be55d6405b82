#pragma once

// Small files that survive the agent: named byte strings with a checksum, replaced as a whole. A record that
// does not verify is as good as absent: it is moved aside and reported, and never keeps the agent from
// starting.
//
//   "peapodR1"  8 bytes
//   length      u64 little endian, bytes of the body
//   checksum    u32 little endian, CRC-32C of length and body
//   body        per field: u32 key length, key, u32 value length, value; in the order of keys

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/result.h"

namespace peapod::runtime {

struct Record {
  std::map<std::string, std::string> fields;
};

inline constexpr std::size_t kRecordBytesMax = 4 << 20;
inline constexpr std::size_t kRecordFieldsMax = 1024;
inline constexpr std::size_t kRecordsMax = 4096;  // Of one directory.

// Tmpfs loses everything with the power anyway; Flash is synced: file, rename, directory.
enum class Durability : std::uint8_t { Tmpfs, Flash };

// Replaces the file or leaves the old one. Mode 0600. Errors: the world's; EFBIG past the limits.
Result<void> write_record(const std::string& path, const Record& record, Durability durability);
// EBADMSG when the file is damaged.
Result<Record> read_record(const std::string& path);
// Gone already is fine.
Result<void> remove_record(const std::string& path, Durability durability);

struct DamagedRecord {
  std::string path;
  std::string moved_to;  // Empty when even that failed.
  std::string reason;
};
// Every record of a directory whose name ends in `suffix`, by name: calls `take` with the path. Damaged ones
// are moved to <directory>/quarantine (one per name is kept) and returned. Files that a write left half done
// are removed. A missing directory holds none.
Result<std::vector<DamagedRecord>> load_records(const std::string& directory, std::string_view suffix,
                                                const std::function<void(const std::string& path, Record)>& take);

// The bytes, without files. Pure.
std::string encode_record(const Record& record);
Result<Record> decode_record(std::string_view bytes);

}  // namespace peapod::runtime
