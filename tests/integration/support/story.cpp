#include "tests/integration/support/story.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {

Story::Story(std::string directory) : directory_(std::move(directory)) {
  std::filesystem::create_directories(directory_);
  write_text(directory_ + "/say", "#!/bin/sh\nread up rest </proc/uptime\necho \"$up $*\" >>/story/told\n");
  ::chmod((directory_ + "/say").c_str(), 0755);
}

std::vector<Story::Line> Story::lines() const {
  std::vector<Line> lines;
  std::istringstream text(read_text(directory_ + "/told"));
  for (std::string line; std::getline(text, line);) {
    const std::size_t blank = line.find(' ');
    if (blank != std::string::npos) lines.push_back({std::atof(line.c_str()), line.substr(blank + 1)});
  }
  return lines;
}

double Story::at(const std::string& words) const {
  for (const Line& line : lines()) {
    if (line.words == words) return line.at;
  }
  ADD_FAILURE() << "never told: " << words << "\nall that was told:\n" << read_text(directory_ + "/told");
  return -1;
}

double Story::last_at(const std::string& words) const {
  double last = -1;
  for (const Line& line : lines()) {
    if (line.words == words) last = line.at;
  }
  return last >= 0 ? last : at(words);
}

bool Story::told(const std::string& words) const {
  for (const Line& line : lines()) {
    if (line.words == words) return true;
  }
  return false;
}

double Story::now() { return std::atof(read_text("/proc/uptime").c_str()); }

double Story::at_least(double seconds) {
  return seconds - std::chrono::duration<double>(scaled(std::chrono::milliseconds(100))).count();
}

}  // namespace peapod::test
