#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/text_file.h"

namespace peapod::test {

// A fresh directory that goes with its owner, whatever the test did.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    char name[] = "/tmp/peapod-unit-XXXXXX";
    path_ = ::mkdtemp(name) == nullptr ? "" : name;
    EXPECT_FALSE(path_.empty()) << "cannot make a scratch directory in /tmp";
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  void write(const std::string& name, const std::string& text) const { write_text(path_ + "/" + name, text); }
  std::string read(const std::string& name) const { return read_text(path_ + "/" + name); }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::string path_;
};

}  // namespace peapod::test
