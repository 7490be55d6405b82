#include "firmware-agent/api/log_record.h"

namespace peapod::api {
namespace {

// The word up to the next space, which is taken too. Empty when there is no space.
std::string_view take_word(std::string_view& rest) {
  const std::size_t space = rest.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view word = rest.substr(0, space);
  rest.remove_prefix(space + 1);
  return word;
}

}  // namespace

LogRecord parse_log_record(std::string_view line) {
  std::string_view rest = line;
  const std::string_view timestamp = take_word(rest);
  const std::string_view stream = take_word(rest);
  const std::string_view tag = take_word(rest);
  if (timestamp.empty() || (stream != "stdout" && stream != "stderr") || tag.empty()) return {{}, false, line};
  return {timestamp, tag.front() == 'P', rest};
}

}  // namespace peapod::api
