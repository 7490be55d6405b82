#include <charconv>
#include <optional>
#include <string>

#include "config/duration.h"
#include "config/json_writer.h"
#include "config/schema/limits.h"
#include "config/schema/member.h"

namespace peapod::config::schema {
namespace {

template <class T>
void write_value(JsonWriter& json, const Type&, const void* value) {
  json.value(*static_cast<const T*>(value));
}

template <class T>
bool is_zero(const Type&, const void* value) {
  return *static_cast<const T*>(value) == T{};
}

void read_text(const Field& field, const Type&, const Row& row, void* out) {
  const bool is_given = !field.is_scalar() || !field.text().empty();
  std::string unused;
  if (is_given) field.read(out == nullptr ? unused : *static_cast<std::string*>(out), row.rule);
}

// "0644": YAML 1.1, which Kubernetes reads, takes whole numbers with a leading zero as octal. Nothing when it is none.
std::optional<std::int64_t> file_mode(const Field& field, const Row& row) {
  std::int64_t mode = 0;
  const std::string_view digits = field.text();
  const char* const end = digits.data() + digits.size();
  if (row.highest() != kFileModeMax || digits.size() < 2 || digits[0] != '0' || !field.is_number()) return std::nullopt;
  const auto [stop, error] = std::from_chars(digits.data(), end, mode, 8);
  return error == std::errc() && stop == end ? std::optional(mode) : std::nullopt;
}

// As core/validation words it.
std::string range_text(std::int64_t value, const Row& row, std::int64_t type_max) {
  if (row.highest() == kWeightMax) return "must be in the range 1-100";
  if (row.highest() == kFileModeMax) return "must be a number between 0 and 0777 (octal), both inclusive";
  if (row.highest() <= type_max && row.lowest() >= 0) {
    return "must be between " + std::to_string(row.lowest()) + " and " + std::to_string(row.highest()) + ", inclusive";
  }
  if (value >= row.lowest())
    return "must be less than or equal to " + std::to_string(std::min(row.highest(), type_max));
  const bool from_one = row.lowest() == 1 && !row.zero_is_default;
  return from_one ? "must be greater than 0"
                  : "must be greater than or equal to " + std::to_string(row.zero_is_default ? 0 : row.lowest());
}

template <class T>
void read_number(const Field& field, const Type&, const Row& row, void* out) {
  constexpr std::int64_t kTypeMax = std::numeric_limits<T>::max();
  std::int64_t value = 0;
  if (const std::optional<std::int64_t> mode = file_mode(field, row)) {
    value = *mode;
  } else if (!field.read(value, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max())) {
    return;
  }
  if (row.zero_is_default && value == 0) return;
  const bool fits = value >= row.lowest() && value <= row.highest();
  if (!fits || value > kTypeMax || value < std::numeric_limits<T>::min()) {
    return field.invalid(range_text(value, row, kTypeMax));
  }
  if (out != nullptr) *static_cast<T*>(out) = static_cast<T>(value);
}

void read_duration(const Field& field, const Type&, const Row& row, void* out) {
  if (!field.expect_text()) return;
  const std::optional<std::int64_t> ms = parse_duration_ms(field.text());
  if (!ms) return field.invalid("must be a duration, such as \"90s\" or \"1m30s\"");
  if (*ms < row.lowest() || *ms > row.highest()) {
    return field.invalid("must be between " + duration_text({row.lowest()}) + " and " + duration_text({row.highest()}) +
                         ", inclusive");
  }
  static_cast<Duration*>(out)->ms = *ms;
}

void write_duration(JsonWriter& json, const Type&, const void* value) {
  json.value(duration_text(*static_cast<const Duration*>(value)));
}

}  // namespace

template <>
constinit const Type TypeOf<Duration>::value = {
    .name = "Duration", .read = read_duration, .write = write_duration, .empty = [](const Type&, const void* value) {
      return static_cast<const Duration*>(value)->ms == 0;
    }};

template <>
constinit const Type TypeOf<std::string>::value = {
    .name = "string", .read = read_text, .write = write_value<std::string>, .empty = is_zero<std::string>};

template <>
constinit const Type TypeOf<bool>::value = {.name = "boolean",
                                            .read =
                                                [](const Field& field, const Type&, const Row&, void* out) {
                                                  bool unused = false;
                                                  field.read(out == nullptr ? unused : *static_cast<bool*>(out));
                                                },
                                            .write = write_value<bool>,
                                            .empty = is_zero<bool>};

template <>
constinit const Type TypeOf<std::int32_t>::value = {.name = "integer",
                                                    .read = read_number<std::int32_t>,
                                                    .write = write_value<std::int32_t>,
                                                    .empty = is_zero<std::int32_t>};

template <>
constinit const Type TypeOf<std::int64_t>::value = {.name = "integer",
                                                    .read = read_number<std::int64_t>,
                                                    .write = write_value<std::int64_t>,
                                                    .empty = is_zero<std::int64_t>};

}  // namespace peapod::config::schema
