#include "firmware-agent/runtime/log_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

constexpr mode_t kLogMode = 0640;
constexpr std::string_view kNewline = "\n";

std::string_view word(Stream stream) { return stream == Stream::Stdout ? " stdout " : " stderr "; }

iovec vector_of(std::string_view text) { return {const_cast<char*>(text.data()), text.size()}; }

}  // namespace

LogWriter::LogWriter(UniqueFd directory, std::int32_t restart_count, LogLimits limits)
    : directory_(std::move(directory)), rotated_(restart_count, limits.files_max - 1), size_max_(limits.size_max) {
  std::snprintf(name_.data(), name_.size(), "%d.log", static_cast<int>(restart_count));
}

Result<std::unique_ptr<LogWriter>> LogWriter::open(const std::string& directory, std::int32_t restart_count,
                                                   LogLimits limits) {
  limits.size_max = std::max(limits.size_max, kLogSizeMin);
  limits.files_max = std::clamp(limits.files_max, 2, kLogFilesMax);
  Result<UniqueFd> opened = platform::sys::open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!opened) return std::move(opened.error()).within("log directory");
  std::unique_ptr<LogWriter> writer(new LogWriter(*std::move(opened), restart_count, limits));
  writer->rotated_.find(writer->directory_.get());
  if (const int error = writer->open_file(); error != 0) {
    return Error{error, "open log " + directory + "/" + writer->name_.data()};
  }
  return writer;
}

// A name that leads elsewhere or is no regular file is not a log: the kernel refuses a link, we the rest.
int LogWriter::open_file() {
  constexpr int kFlags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  UniqueFd file(::openat(directory_.get(), name_.data(), kFlags, kLogMode));
  if (!file) return errno;
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return errno;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  file_ = std::move(file);
  size_ = status.st_size;
  drop_torn_line();
  return 0;
}

// Our writes end with a newline; one that a crash cut short does not. Readers get whole lines only.
void LogWriter::drop_torn_line() {
  if (size_ == 0) return;
  std::array<char, kLogLineMax + kPrefix> end;
  const std::int64_t from = std::max<std::int64_t>(0, size_ - static_cast<std::int64_t>(end.size()));
  const ssize_t got = ::pread(file_.get(), end.data(), end.size(), from);
  if (got <= 0) return;
  const std::size_t newline = std::string_view(end.data(), static_cast<std::size_t>(got)).rfind('\n');
  if (newline == std::string_view::npos && from > 0) return;  // Nothing that we wrote.
  const std::int64_t whole = newline == std::string_view::npos ? 0 : from + static_cast<std::int64_t>(newline) + 1;
  if (whole < size_ && ::ftruncate(file_.get(), whole) == 0) size_ = whole;
}

void LogWriter::begin(Stream stream, WallClock now) {
  assert(batch_lines_ == 0);
  now_ = now;
  char* out = full_prefix_.data();
  rfc3339_nano(now, out);
  out += kRfc3339NanoLength;
  out = std::copy_n(word(stream).data(), word(stream).size(), out);
  *out++ = 'F';
  *out = ' ';
  partial_prefix_ = full_prefix_;
  partial_prefix_[kPrefix - 2] = 'P';
}

void LogWriter::write(Stream stream, std::span<const char> data, WallClock now) {
  begin(stream, now);
  Pending& pending = pending_[static_cast<std::size_t>(stream)];
  std::string_view rest(data.data(), data.size());
  while (!rest.empty()) {
    const std::size_t newline = rest.find('\n');
    const std::size_t room = kLogLineMax - pending.size;
    const std::string_view waiting(pending.text.data(), pending.size);
    std::size_t taken;
    if (std::min(newline, rest.size()) > room) {
      taken = room;
      add_line(waiting, rest.substr(0, taken), true);
    } else if (newline != std::string_view::npos) {
      taken = newline + 1;
      add_line(waiting, rest.substr(0, taken), false);
    } else {
      break;
    }
    pending.size = 0;
    rest.remove_prefix(taken);
  }
  write_batch();  // Before `pending` is written to: the batch may point into it.
  std::copy(rest.begin(), rest.end(), pending.text.begin() + static_cast<std::ptrdiff_t>(pending.size));
  pending.size += rest.size();
}

void LogWriter::flush_partial(WallClock now) {
  for (const Stream stream : {Stream::Stdout, Stream::Stderr}) {
    Pending& pending = pending_[static_cast<std::size_t>(stream)];
    if (pending.size == 0) continue;
    begin(stream, now);
    add_line({pending.text.data(), pending.size}, {}, true);
    write_batch();
    pending.size = 0;
  }
}

// `second` has the newline of a whole line at its end. Either part may be empty.
void LogWriter::add_line(std::string_view first, std::string_view second, bool partial) {
  constexpr std::size_t kVectorsPerLine = 4;
  const auto bytes = static_cast<std::int64_t>(kPrefix + first.size() + second.size() + (partial ? 1 : 0));
  if (batch_vectors_ + kVectorsPerLine > kVectors || size_ + batch_bytes_ + bytes > size_max_) write_batch();
  const auto& prefix = partial ? partial_prefix_ : full_prefix_;
  batch_[batch_vectors_++] = vector_of({prefix.data(), prefix.size()});
  if (!first.empty()) batch_[batch_vectors_++] = vector_of(first);
  if (!second.empty()) batch_[batch_vectors_++] = vector_of(second);
  if (partial) batch_[batch_vectors_++] = vector_of(kNewline);
  batch_bytes_ += bytes;
  batch_lines_ += 1;
}

void LogWriter::write_batch() {
  if (batch_lines_ == 0) return;
  std::array<char, 160> notice;
  const std::size_t notice_size = lost_ == 0 ? 0 : lost_notice(notice);
  batch_[0] = {notice.data(), notice_size};
  const std::int64_t bytes = batch_bytes_ + static_cast<std::int64_t>(notice_size);
  int error = make_room(bytes);
  if (error == 0) error = append(bytes);
  if (error == 0) {
    lost_ = 0;
  } else {
    lost_ += batch_lines_;
    lost_total_ += batch_lines_;
    lost_error_ = error;
  }
  batch_vectors_ = 1;
  batch_bytes_ = 0;
  batch_lines_ = 0;
}

std::size_t LogWriter::lost_notice(std::span<char> out) const {
  rfc3339_nano(now_, out.data());
  const std::span<char> text = out.subspan(kRfc3339NanoLength);
  const int size = std::snprintf(text.data(), text.size(), " stderr F peapod: %llu lines of this log were lost: %s\n",
                                 static_cast<unsigned long long>(lost_), std::strerror(lost_error_));
  return kRfc3339NanoLength + static_cast<std::size_t>(size);
}

int LogWriter::make_room(std::int64_t bytes) {
  if (!file_) {
    if (const int error = open_file(); error != 0) return error;
  }
  if (size_ == 0 || size_ + bytes <= size_max_) return 0;
  if (const int error = rotated_.take(directory_.get(), name_.data(), now_.seconds); error != 0) return error;
  file_.reset();
  return open_file();
}

int LogWriter::append(std::int64_t bytes) {
  ssize_t written;
  do {
    written = ::writev(file_.get(), batch_.data(), static_cast<int>(batch_vectors_));
  } while (written < 0 && errno == EINTR);
  if (written == bytes) {
    size_ += bytes;
    return 0;
  }
  const int error = written < 0 ? errno : ENOSPC;
  // Half a line is none. When it cannot be cut off here, opening the file again will.
  if (written > 0 && ::ftruncate(file_.get(), size_) != 0) file_.reset();
  return error;
}

}  // namespace peapod::runtime
