#pragma once

// The text of a file that somebody wrote, so that its mistakes can be shown in it.

#include <string>

namespace peapod::config {

struct TextFile {
  std::string text;  // At most kTextBytesMax + 1 bytes: a longer one is refused by who reads it.
  int error = 0;     // errno when it cannot be read.
};

// A pipe is read to its end, and may block: who reads a directory of manifests opens regular files only.
TextFile read_text_file(const std::string& path);
TextFile read_text_file(int fd);  // Which stays open.

}  // namespace peapod::config
