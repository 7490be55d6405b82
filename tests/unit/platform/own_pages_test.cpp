#include "platform/sys/own_pages.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/emulation.h"

namespace peapod::platform::sys {
namespace {

// Of the program's own mappings that cannot be written, in kB (proc(5), smaps).
long resident_constants() {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  std::ifstream maps("/proc/self/smaps");
  long sum = 0;
  bool ours = false;
  for (std::string line; std::getline(maps, line);) {
    const bool begins_mapping = line.find('-') < line.find(' ');
    const bool is_constant = line.find(" r--p ") != std::string::npos || line.find(" r-xp ") != std::string::npos;
    if (begins_mapping) ours = is_constant && line.ends_with(program);
    if (ours && line.starts_with("Rss:")) sum += std::stol(line.substr(4));
  }
  return sum;
}

TEST(OwnPages, AreNotResidentAfterwardsAndComeBackWhenTheyAreUsed) {
  SKIP_UNDER_USER_EMULATION();
  const long before = resident_constants();
  unmap_own_pages();
  const long after = resident_constants();
  EXPECT_GT(after, 0) << "what reads this is back";
  EXPECT_LT(after, before * 3 / 4) << "of " << before << " kB";
}

}  // namespace
}  // namespace peapod::platform::sys
