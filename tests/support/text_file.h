#pragma once

// Whole small files, in tests.

#include <string>

namespace peapod::test {

std::string read_text(const std::string& path);  // Empty when it cannot be read.
void write_text(const std::string& path, const std::string& text);

}  // namespace peapod::test
