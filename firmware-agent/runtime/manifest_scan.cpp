#include "firmware-agent/runtime/manifest_scan.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "config/load.h"
#include "firmware-agent/runtime/fnv.h"
#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

namespace sys = platform::sys;

// Coarser than any clock that filesystems take ctime from: FAT counts in two seconds.
constexpr WallTime kSettle = 2000;  // Milliseconds.

config::Diagnostics about(std::string message) { return {{{}, {}, std::move(message)}}; }

bool same(const config::Diagnostics& one, const config::Diagnostics& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const auto& a, const auto& b) {
    return a.message == b.message && a.path == b.path && a.position.line == b.position.line &&
           a.position.column == b.position.column;
  });
}

}  // namespace

ManifestScan::Signature ManifestScan::signature_of(const struct stat& status) {
  return {status.st_dev, status.st_ino, status.st_ctim.tv_sec * std::int64_t{1'000'000'000} + status.st_ctim.tv_nsec};
}

bool ManifestScan::settled(const Signature& signature, WallTime now) {
  return now - signature.changed_ns / 1'000'000 > kSettle;
}

bool ManifestScan::same_as_before() const {
  struct stat status {};
  if (::stat(directory_.c_str(), &status) != 0) return errno == ENOENT && !present_;
  if (!present_ || !settled_ || !(signature_of(status) == directory_signature_)) return false;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!known_[i].settled || ::stat(files_[i].path.c_str(), &status) != 0) return false;
    if (!(signature_of(status) == known_[i].signature)) return false;
  }
  return true;
}

bool ManifestScan::look(WallTime now) {
  for (ManifestFile& file : files_) file.changed = false;
  if (same_as_before()) return false;

  std::vector<std::string> names;
  bool changed = false;
  Result<UniqueFd> directory = sys::open(directory_, O_RDONLY | O_DIRECTORY);
  present_ = directory || directory.error().code != ENOENT;
  settled_ = false;
  if (!present_) {
    changed = !files_.empty();
    files_.clear();
    known_.clear();
    return report({}) || changed;
  }
  if (!directory) return report(about("cannot be read: " + directory.error().message()));
  const Result<struct stat> status = sys::status_of(directory->get());
  if (Result<void> listed = list(directory->get(), names); !listed || !status) {
    return report(about("cannot be read: " + (listed ? status.error() : listed.error()).message()));
  }
  directory_signature_ = signature_of(*status);
  settled_ = settled(directory_signature_, now);

  config::Diagnostics diagnostics;
  if (names.size() > kManifestFilesMax) {
    diagnostics = about("holds " + std::to_string(names.size()) + " manifests; only the first " +
                        std::to_string(kManifestFilesMax) + " by name are used");
    names.resize(kManifestFilesMax);
  }
  take_files(directory->get(), names, now, changed);
  return report(std::move(diagnostics)) || changed;
}

Result<void> ManifestScan::list(int directory, std::vector<std::string>& names) const {
  Result<void> listed = sys::each_entry(directory, [&](const char* name, unsigned char) -> Result<void> {
    if (name[0] != '.') names.emplace_back(name);
    return {};
  });
  if (!listed) return listed;
  std::erase_if(names, [&](const std::string& name) {
    const Result<struct stat> status = sys::status_at(directory, name, 0);
    return !status || !S_ISREG(status->st_mode);
  });
  std::sort(names.begin(), names.end());
  return {};
}

void ManifestScan::take_files(int directory, const std::vector<std::string>& names, WallTime now, bool& changed) {
  std::vector<ManifestFile> files;
  std::vector<Known> known;
  std::size_t kept = 0;
  for (const std::string& name : names) {
    const Result<struct stat> status = sys::status_at(directory, name, 0);
    if (!status) continue;  // Gone since it was listed.
    ManifestFile file{directory_ + "/" + name, {}, {}, 0, false};
    Known state;
    const auto old = std::find_if(files_.begin(), files_.end(), [&](const auto& f) { return f.path == file.path; });
    const bool is_new = old == files_.end();
    if (!is_new) {
      kept += 1;
      state = known_[static_cast<std::size_t>(old - files_.begin())];
      file = std::move(*old);
      old->path.clear();
    }
    const Signature signature = signature_of(*status);
    if (!state.settled || !(state.signature == signature)) {
      state.signature = signature;
      if (is_new) file.changed = true;
      read(directory, name, file, state, now);
    }
    changed = changed || file.changed;
    files.push_back(std::move(file));
    known.push_back(state);
  }
  changed = changed || kept != files_.size();
  files_ = std::move(files);
  known_ = std::move(known);
}

void ManifestScan::read(int directory, const std::string& name, ManifestFile& file, Known& known, WallTime now) const {
  const auto refuse = [&](config::Diagnostics diagnostics) {
    file.changed = file.changed || !same(file.diagnostics, diagnostics);
    file.diagnostics = std::move(diagnostics);
  };
  Result<std::string> text = sys::read_file_at(directory, name, kManifestBytesMax);
  known.settled = settled(known.signature, now);
  if (!text) {
    known.content = 0;
    known.settled = known.settled && text.error().code == EFBIG;
    if (text.error().code == EFBIG) return refuse(about("must be at most 1 MiB"));
    return refuse(about("cannot be read: " + text.error().message()));
  }
  const std::uint64_t content = fnv1a_64(*text);
  if (content == known.content && !file.changed) return;
  known.content = content;
  config::Loaded loaded = config::load_pods(*text);
  if (!loaded.diagnostics.empty()) return refuse(std::move(loaded.diagnostics));
  file.pods = std::move(loaded.pods);
  file.diagnostics.clear();
  file.notes = std::move(loaded.notes);
  file.seen = now;
  file.changed = true;
}

// Takes what is to be said of the directory; true when that is new.
bool ManifestScan::report(config::Diagnostics diagnostics) {
  if (same(diagnostics_, diagnostics)) return false;
  diagnostics_ = std::move(diagnostics);
  return true;
}

}  // namespace peapod::runtime
