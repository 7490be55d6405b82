// Records as files: the effects of pod_record.h.

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "firmware-agent/runtime/pod_record.h"
#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

namespace sys = platform::sys;

constexpr std::string_view kUnfinished = ".tmp";

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Error{errno, "write"};
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_directory(const std::string& directory) {
  Result<UniqueFd> opened = sys::open(directory, O_RDONLY | O_DIRECTORY);
  if (!opened) return opened.error();
  if (::fsync(opened->get()) != 0) return Error{errno, "fsync " + directory};
  return {};
}

Result<void> write_unfinished(const std::string& path, std::string_view bytes, Durability durability) {
  Result<UniqueFd> file = sys::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  if (!file) return file.error();
  if (Result<void> written = write_all(file->get(), bytes); !written) return written;
  if (durability == Durability::Flash && ::fsync(file->get()) != 0) return Error{errno, "fsync"};
  if (::close(file->release()) != 0) return Error{errno, "close"};
  return {};
}

// Where a damaged record lies from now on; empty when it could not be moved.
std::string quarantine(const std::string& directory, const std::string& name) {
  const std::string aside = directory + "/quarantine";
  if (Result<void> made = sys::make_directory_at(AT_FDCWD, aside, 0700); !made && made.error().code != EEXIST)
    return {};
  const std::string moved_to = aside + "/" + name;
  if (::rename((directory + "/" + name).c_str(), moved_to.c_str()) != 0) return {};
  return moved_to;
}

}  // namespace

Result<void> write_record(const std::string& path, const Record& record, Durability durability) {
  const std::string bytes = encode_record(record);
  if (bytes.size() > kRecordBytesMax || record.fields.size() > kRecordFieldsMax) {
    return Error{EFBIG, "write record " + path};
  }
  const std::string unfinished = path + std::string(kUnfinished);
  if (Result<void> written = write_unfinished(unfinished, bytes, durability); !written) {
    ::unlink(unfinished.c_str());
    return std::move(written.error()).within("write record " + path);
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) {
    const Error error{errno, "rename record " + path};
    ::unlink(unfinished.c_str());
    return error;
  }
  if (durability == Durability::Tmpfs) return {};
  return sync_directory(directory_of(path));
}

Result<Record> read_record(const std::string& path) {
  Result<std::string> bytes = sys::read_file(path, kRecordBytesMax);
  if (!bytes && bytes.error().code == EFBIG) return Error{EBADMSG, "read record " + path + ": too long"};
  if (!bytes) return bytes.error();
  Result<Record> record = decode_record(*bytes);
  if (!record) return std::move(record.error()).within("read record " + path);
  return record;
}

Result<void> remove_record(const std::string& path, Durability durability) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return Error{errno, "remove record " + path};
  }
  if (durability == Durability::Tmpfs) return {};
  return sync_directory(directory_of(path));
}

Result<std::vector<DamagedRecord>> load_records(const std::string& directory, std::string_view suffix,
                                                const std::function<void(const std::string& path, Record)>& take) {
  std::vector<DamagedRecord> damaged;
  Result<UniqueFd> opened = sys::open(directory, O_RDONLY | O_DIRECTORY);
  if (!opened && opened.error().code == ENOENT) return damaged;
  if (!opened) return opened.error();

  const std::string unfinished = std::string(suffix) + std::string(kUnfinished);
  std::vector<std::string> names;
  std::vector<std::string> stale;
  Result<void> listed = sys::each_entry(opened->get(), [&](const char* entry, unsigned char) -> Result<void> {
    const std::string_view name = entry;
    if (name.ends_with(unfinished)) stale.emplace_back(name);
    if (name.ends_with(suffix)) names.emplace_back(name);
    if (names.size() > kRecordsMax) return Error{E2BIG, "read records of " + directory};
    return {};
  });
  if (!listed) return listed.error();
  for (const std::string& name : stale) ::unlinkat(opened->get(), name.c_str(), 0);

  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const std::string path = directory + "/" + name;
    Result<Record> record = read_record(path);
    if (record) {
      take(path, *std::move(record));
    } else {
      damaged.push_back({path, quarantine(directory, name), record.error().message()});
    }
  }
  return damaged;
}

}  // namespace peapod::runtime
