#pragma once

// Builds the text of a describe: lines indented by two blanks for each level, with tabs between what is to be aligned.

#include <string>
#include <string_view>

#include "firmware-agent/cli/json.h"

namespace peapod::cli {

class Description {
 public:
  // "Name:<tab>web" on its level.
  void line(std::size_t level, std::string_view text) { out_.append(2 * level, ' ').append(text).append("\n"); }
  void field(std::size_t level, std::string_view name, std::string_view value);
  // Each entry of a mapping on a line of its own, the name beside the first; "<none>" when there is none.
  void mapping(std::string_view name, const Json& labels, std::string_view separator);

  std::string aligned() const;

 private:
  std::string out_;
};

// "Mon, 02 Jan 2006 15:04:05 -0700" in the local time zone, as kubectl shows times; empty when there is none.
std::string local_time(std::string_view rfc3339);

}  // namespace peapod::cli
