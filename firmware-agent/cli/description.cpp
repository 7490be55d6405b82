#include "firmware-agent/cli/description.h"

#include <array>
#include <ctime>
#include <map>

#include "firmware-agent/api/timestamp.h"
#include "firmware-agent/cli/tab_writer.h"

namespace peapod::cli {

void Description::field(std::size_t level, std::string_view name, std::string_view value) {
  std::string text(name);
  text.append(":\t").append(value);
  line(level, text);
}

void Description::mapping(std::string_view name, const Json& labels, std::string_view separator) {
  std::map<std::string, std::string> sorted;
  const rapidjson::SizeType count = labels.IsObject() ? labels.MemberCount() : 0;
  for (rapidjson::SizeType i = 0; i < count; ++i) {
    const auto member = labels.MemberBegin() + static_cast<std::ptrdiff_t>(i);
    sorted.emplace(text_of(member->name), scalar_text(member->value));
  }
  if (sorted.empty()) return field(0, name, "<none>");
  std::string title = std::string(name) + ":";
  for (const auto& [key, value] : sorted) {
    line(0, title + "\t" + key + std::string(separator) + value);
    title.clear();
  }
}

std::string Description::aligned() const { return align(out_, kDescribeStyle); }

std::string local_time(std::string_view rfc3339) {
  const auto time = api::parse_rfc3339(rfc3339);
  if (!time) return {};
  const time_t seconds = time->seconds;
  tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 64> text;
  const std::size_t size = strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S %z", &local);
  return {text.data(), size};
}

}  // namespace peapod::cli
