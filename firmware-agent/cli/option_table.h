#pragma once

// Every option there is: its spelling, its help, and what it does to Options. Commands name those they take.

#include <span>
#include <string_view>

#include "firmware-agent/cli/options.h"

namespace peapod::cli {

struct OptionSpec {
  std::string_view id;  // How commands name it; the long name unless that has two meanings.
  const char* long_name;
  char short_name;      // 0: none.
  const char* metavar;  // Null: takes no value.
  std::string_view help;
  // Applies a value; false when it is not one. The remedy is in `help`.
  bool (*apply)(Options& options, std::string_view value);
};

const OptionSpec& find_option(std::string_view id);
std::span<const OptionSpec> all_options();

}  // namespace peapod::cli
