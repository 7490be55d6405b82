#include "config/json_writer.h"
#include "config/schema/limits.h"
#include "config/schema/member.h"

namespace peapod::config::schema {

// One element for every item, also for a wrong one: so index i of the list stands at item i.
void read_list(const Field& field, const Type& type, const Row& row, void* out) {
  if (!field.expect_sequence()) return;
  field.each_item([&](const Field& item) {
    if (item.index() > kItemsMax) return;
    if (item.index() == kItemsMax) return field.invalid("must have at most " + std::to_string(kItemsMax) + " items");
    void* const element = out == nullptr ? nullptr : type.append(out);
    if (!item.present()) return item.required("an empty item of a list is nothing");
    type.element->read(item, *type.element, row, element);
  });
}

void write_list(JsonWriter& json, const Type& type, const void* value) {
  json.begin_array();
  for (std::size_t i = 0; i < type.size(value); ++i) type.element->write(json, *type.element, type.item(value, i));
  json.end_array();
}

bool is_list_empty(const Type& type, const void* value) { return type.size(value) == 0; }

}  // namespace peapod::config::schema
