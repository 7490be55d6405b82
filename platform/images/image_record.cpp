#include "platform/images/image_record.h"

#include <fcntl.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "platform/images/json.h"
#include "platform/sys/file.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform::images {
namespace {

constexpr std::string_view kMagic = "peapod-image 1 ";
constexpr std::size_t kHeaderLength = kMagic.size() + 16 + 1;
constexpr std::size_t kNameMax = 250;  // NAME_MAX less what a temporary name adds.

// FNV-1a, 64 bits: against torn and rotten files, not against people.
std::uint64_t checksum(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::string header(std::string_view body) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(checksum(body)));
  return std::string(kMagic) + text + "\n";
}

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(Writer& writer, const char* key, const std::string& value) {
  writer.Key(key);
  writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void put(Writer& writer, const char* key, const std::vector<std::string>& values) {
  writer.Key(key);
  writer.StartArray();
  for (const std::string& value : values) writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  writer.EndArray();
}

Result<void> write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Error{errno, "write"};
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

std::string record_text(const ImageRecord& record) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  put(writer, "name", record.name);
  put(writer, "source", record.source);
  put(writer, "id", record.image.id);
  put(writer, "repoDigest", record.image.repo_digest);
  put(writer, "layers", record.image.layers);
  put(writer, "entrypoint", record.image.entrypoint);
  put(writer, "cmd", record.image.cmd);
  put(writer, "env", record.image.env);
  put(writer, "user", record.image.user);
  put(writer, "workingDir", record.image.working_dir);
  put(writer, "stopSignal", record.image.stop_signal);
  writer.Key("sizeBytes");
  writer.Int64(record.image.size_bytes);
  writer.EndObject();
  std::string_view body(buffer.GetString(), buffer.GetSize());
  return header(body).append(body);
}

std::optional<ImageRecord> parse_record(std::string_view text) {
  if (text.size() < kHeaderLength || text.size() > kRecordBytesMax) return std::nullopt;
  std::string_view body = text.substr(kHeaderLength);
  if (text.substr(0, kHeaderLength) != header(body)) return std::nullopt;
  Result<rapidjson::Document> document = parse_json(body);
  if (!document) return std::nullopt;
  JsonFields fields;
  ImageRecord record;
  record.name = fields.text(*document, "name");
  record.source = fields.text(*document, "source");
  record.image.id = fields.text(*document, "id");
  record.image.repo_digest = fields.text(*document, "repoDigest");
  record.image.layers = fields.texts(*document, "layers");
  record.image.entrypoint = fields.texts(*document, "entrypoint");
  record.image.cmd = fields.texts(*document, "cmd");
  record.image.env = fields.texts(*document, "env");
  record.image.user = fields.text(*document, "user");
  record.image.working_dir = fields.text(*document, "workingDir");
  record.image.stop_signal = fields.text(*document, "stopSignal");
  record.image.size_bytes = fields.number(*document, "sizeBytes");
  if (fields.failed() || record.name.empty() || record.image.layers.empty()) return std::nullopt;
  return record;
}

std::string record_file_name(std::string_view key) {
  if (key.size() > kNameMax) return {};
  std::string name(key);
  for (char& c : name)
    if (c == '/') c = '+';
  return name;
}

Result<void> write_record(int directory, const ImageRecord& record) {
  std::string name = record_file_name(record.name);
  if (name.empty()) return Error{ENAMETOOLONG, "image name '" + record.name + "'"};
  std::string text = record_text(record);
  if (text.size() > kRecordBytesMax) return Error{EFBIG, "record of image '" + record.name + "'"};

  std::string temporary = name + ".tmp";
  Result<UniqueFd> file = sys::open_at(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  if (!file) return std::move(file.error());
  if (Result<void> written = write_all(file->get(), text); !written)
    return std::move(written.error()).within("record '" + temporary + "'");
  if (::fsync(file->get()) != 0) return Error{errno, "fsync '" + temporary + "'"};
  if (::renameat(directory, temporary.c_str(), directory, name.c_str()) != 0)
    return Error{errno, "rename '" + temporary + "'"};
  if (::fsync(directory) != 0) return Error{errno, "fsync records"};
  return {};
}

std::optional<ImageRecord> read_record(int directory, std::string_view key) {
  std::string name = record_file_name(key);
  if (name.empty()) return std::nullopt;
  Result<std::string> text = sys::read_file_at(directory, name, kRecordBytesMax);
  if (!text) return std::nullopt;
  std::optional<ImageRecord> record = parse_record(*text);
  if (record && record->name != key) return std::nullopt;
  return record;
}

}  // namespace peapod::platform::images
