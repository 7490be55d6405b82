#pragma once

// What a directory of manifests holds, and what has changed since the last look. A file counts when it is
// regular and its name does not begin with a dot. It does not watch (manifest_directory.h) nor decide what to
// do about a change.

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "config/pod_spec.h"
#include "firmware-agent/runtime/pod_control.h"
#include "platform/sys/result.h"

namespace peapod::runtime {

inline constexpr std::size_t kManifestFilesMax = 256;      // The first by name; the rest is reported and left out.
inline constexpr std::size_t kManifestBytesMax = 1 << 20;  // Of one file, as config has it.

struct ManifestFile {
  std::string path;
  std::vector<config::Pod> pods;    // Of the last content that was valid: what has been running goes on running.
  config::Diagnostics diagnostics;  // Of the content now; empty when it is valid.
  WallTime seen = 0;                // When the valid content was first seen.
  bool changed = false;             // At the last look.
  config::Diagnostics notes = {};   // What the valid content says without effect.
};

class ManifestScan {
 public:
  explicit ManifestScan(std::string directory) : directory_(std::move(directory)) {}

  // Looks again; allocates nothing when nothing has changed. True when files() or diagnostics() say something
  // new.
  bool look(WallTime now);

  const std::vector<ManifestFile>& files() const { return files_; }  // By name. A missing directory holds none.
  // About the directory itself: that it cannot be read (then files() stays as it was), or holds too much.
  const config::Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  // Tells without reading that nothing has been written. The kernel sets ctime on every change; it cannot be
  // faked.
  struct Signature {
    dev_t device = 0;
    ino_t inode = 0;
    std::int64_t changed_ns = 0;

    bool operator==(const Signature&) const = default;
  };
  struct Known {
    Signature signature;
    std::uint64_t content = 0;  // FNV-1a of the bytes.
    bool settled = false;       // Was read, so long after its last change that ctime would show another one.
  };

  static Signature signature_of(const struct stat& status);
  static bool settled(const Signature& signature, WallTime now);
  bool same_as_before() const;
  Result<void> list(int directory, std::vector<std::string>& names) const;
  void take_files(int directory, const std::vector<std::string>& names, WallTime now, bool& changed);
  void read(int directory, const std::string& name, ManifestFile& file, Known& known, WallTime now) const;
  bool report(config::Diagnostics diagnostics);

  std::string directory_;
  Signature directory_signature_;
  bool present_ = false;
  bool settled_ = false;  // Of the directory.
  std::vector<ManifestFile> files_;
  std::vector<Known> known_;  // Beside files_.
  config::Diagnostics diagnostics_;
};

}  // namespace peapod::runtime
