#include <vector>

#include "config/json_writer.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

std::string_view name_of(const Type& type, const void* value) {
  for (const Choice& choice : type.choices) {
    if (choice.refusal == nullptr && choice.value == *static_cast<const std::uint8_t*>(value)) return choice.name;
  }
  return {};
}

}  // namespace

// An enumeration by its names; an empty text means the default, as in the API.
void read_choice(const Field& field, const Type& type, const Row&, void* out) {
  if (!field.expect_text() || field.text().empty()) return;
  std::vector<std::string_view> names;
  for (const Choice& choice : type.choices) {
    if (choice.refusal == nullptr) names.push_back(choice.name);
    if (field.text() != choice.name) continue;
    if (choice.refusal != nullptr) field.invalid(choice.refusal);
    if (out != nullptr) *static_cast<std::uint8_t*>(out) = choice.value;
    return;
  }
  field.not_supported(names);
}

void write_choice(JsonWriter& json, const Type& type, const void* value) { json.value(name_of(type, value)); }

bool is_choice_empty(const Type& type, const void* value) { return name_of(type, value).empty(); }

}  // namespace peapod::config::schema
