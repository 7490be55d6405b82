#include "firmware-agent/api/log_reader.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "firmware-agent/api/log_record.h"
#include "firmware-agent/api/log_tail.h"

namespace peapod::api {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;  // Longer than any line of our own log writer.

}  // namespace

LogReader::LogReader(LogFiles files, LogOptions options)
    : files_(std::move(files)),
      options_(std::move(options)),
      bytes_left_(options_.limit_bytes.value_or(std::numeric_limits<std::int64_t>::max())) {}

bool LogReader::open(const std::string& name, off_t offset) {
  UniqueFd fd = files_.open(name);
  struct stat file {};
  if (!fd || fstat(fd.get(), &file) != 0) return false;
  fd_ = std::move(fd);
  inode_ = file.st_ino;
  offset_ = offset;
  return true;
}

bool LogReader::open_first() {
  if (options_.tail_lines) {
    const LogPosition begin = tail_position(files_, *options_.tail_lines);
    return !begin.file.empty() && open(begin.file, begin.offset);
  }
  const std::vector<std::string> names = files_.list();
  return !names.empty() && open(names.front(), 0);
}

std::size_t LogReader::read_block() {
  const std::size_t kept = pending_.size();
  pending_.resize(kept + kBlockBytes);
  const ssize_t count = pread(fd_.get(), pending_.data() + kept, kBlockBytes, offset_);
  const std::size_t got = count > 0 ? static_cast<std::size_t>(count) : 0;
  pending_.resize(kept + got);
  offset_ += static_cast<off_t>(got);
  return got;
}

void LogReader::take_line(std::string_view line, std::string& out) {
  const LogRecord record = parse_log_record(line);
  if (!options_.since.empty() && record.timestamp < options_.since) return;
  std::string text;
  if (options_.timestamps && at_line_start_) text.append(record.timestamp).append(" ");
  text.append(record.text);
  if (!record.partial) text += '\n';
  at_line_start_ = !record.partial;
  const auto bytes = std::min<std::int64_t>(bytes_left_, static_cast<std::int64_t>(text.size()));
  out.append(text, 0, static_cast<std::size_t>(bytes));
  bytes_left_ -= bytes;
}

LogReader::Progress LogReader::read(std::string& out) {
  if (!fd_ && !open_first()) return Progress::AtEnd;
  if (read_block() == 0) {
    const auto next = files_.after(inode_);
    if (!next) return Progress::AtEnd;
    // What was written between our read and the rotation.
    if (read_block() == 0) return open(*next, 0) ? Progress::More : Progress::AtEnd;
  }
  std::size_t begin = 0;
  for (std::size_t end; bytes_left_ > 0 && (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    take_line(std::string_view(pending_).substr(begin, end - begin), out);
  }
  pending_.erase(0, begin);
  if (pending_.size() >= kBlockBytes) {
    take_line(pending_, out);
    pending_.clear();
  }
  return bytes_left_ > 0 ? Progress::More : Progress::LimitReached;
}

}  // namespace peapod::api
