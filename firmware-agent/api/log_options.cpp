#include "firmware-agent/api/log_options.h"

#include <charconv>

#include "firmware-agent/api/timestamp.h"

namespace peapod::api {
namespace {

// False when the option is there and not a whole number of at least `least`.
bool read_number(const http::Query& query, std::string_view key, std::int64_t least, std::optional<std::int64_t>& out) {
  const auto text = query.find(key);
  if (!text) return true;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < least) return false;
  out = value;
  return true;
}

std::string log_timestamp(runtime::WallClock time) {
  std::string text(runtime::kRfc3339NanoLength, ' ');
  runtime::rfc3339_nano(time, text.data());
  return text;
}

}  // namespace

std::optional<StatusError> read_log_options(const http::Query& query, std::string_view pod, runtime::WallTime now,
                                            LogOptions& options) {
  const auto invalid = [&](std::string_view field, std::string message) {
    return invalid_option("PodLogOptions", pod, field, std::move(message));
  };
  options.container = query.get("container");
  options.follow = query.is_true("follow");
  options.previous = query.is_true("previous");
  options.timestamps = query.is_true("timestamps");
  std::optional<std::int64_t> since_seconds;
  if (!read_number(query, "tailLines", 0, options.tail_lines)) {
    return invalid("tailLines", "must be a whole number greater than or equal to 0");
  }
  if (!read_number(query, "limitBytes", 1, options.limit_bytes)) {
    return invalid("limitBytes", "must be a whole number greater than 0");
  }
  if (!read_number(query, "sinceSeconds", 1, since_seconds)) {
    return invalid("sinceSeconds", "must be a whole number greater than 0");
  }
  const auto since_time = query.find("sinceTime");
  if (since_time && since_seconds) {
    return invalid("sinceSeconds", "at most one of sinceTime or sinceSeconds may be specified");
  }
  if (since_time) {
    const auto time = parse_rfc3339(*since_time);
    if (!time) return invalid("sinceTime", "must be a time in RFC 3339 format, such as 2016-10-06T00:17:09Z");
    options.since = log_timestamp(*time);
  }
  if (since_seconds) {
    const std::int64_t seconds = std::max<std::int64_t>(0, now / 1000 - std::min(*since_seconds, now / 1000));
    options.since = log_timestamp({seconds, static_cast<std::int32_t>(now % 1000) * 1'000'000});
  }
  return std::nullopt;
}

}  // namespace peapod::api
