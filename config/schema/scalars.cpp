#include <string>

#include "config/json_writer.h"
#include "config/quantity.h"
#include "config/schema/member.h"
#include "config/wording.h"

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
  if (is_given) field.read(*static_cast<std::string*>(out), row.rule);
}

template <class T>
void read_number(const Field& field, const Type&, const Row& row, void* out) {
  if (row.zero_is_default && field.text() == "0") return;
  const std::int64_t min = std::max<std::int64_t>(row.min, std::numeric_limits<T>::min());
  const std::int64_t max = std::min<std::int64_t>(row.max, std::numeric_limits<T>::max());
  field.read(*static_cast<T*>(out), static_cast<T>(min), static_cast<T>(max));
}

}  // namespace

template <>
constinit const Type TypeOf<std::string>::value = {
    .name = "string", .read = read_text, .write = write_value<std::string>, .empty = is_zero<std::string>};

template <>
constinit const Type TypeOf<bool>::value = {
    .name = "boolean",
    .read = [](const Field& field, const Type&, const Row&, void* out) { field.read(*static_cast<bool*>(out)); },
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
