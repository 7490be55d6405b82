#include <vector>

#include "config/json_writer.h"
#include "config/schema/types.h"
#include "config/wording.h"

namespace peapod::config::schema {
namespace {

// An empty list means "none". An empty mapping does too, but not where it chooses one of several kinds.
bool means_nothing(const Field& field, const Type& owner) {
  return !field.present() || (field.is_empty() && (field.is_sequence() || !owner.chooses)) ||
         (field.is_scalar() && field.text().empty());
}

void complain_unknown(const Field& field, const Type& type) {
  std::vector<std::string_view> known;
  known.reserve(type.rows.size());
  for (const Row& row : type.rows) known.push_back(row.name);
  field.unknown(known);
}

void read_row(const Field& field, const Type& owner, const Row& row, void* object) {
  if (means_nothing(field, owner) && row.verdict != Verdict::Runs) return;
  const bool only_value =
      row.only != nullptr && field.is_scalar() && (field.text() == row.only || field.text().empty());
  if (row.verdict == Verdict::Refused && !only_value) {
    return row.only == nullptr ? field.forbidden(row.reason) : field.invalid(row.reason);
  }
  if (row.verdict == Verdict::NoEffect && !only_value) field.note(row.reason);
  if (row.member.emplace != nullptr) row.member.type->read(field, *row.member.type, row, row.member.emplace(object));
}

}  // namespace

const Row* find_row(const Type& type, std::string_view name) {
  for (const Row& row : type.rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

void read_object(const Field& field, const Type& type, void* object) {
  if (!field.expect_mapping()) return;
  field.each_member([&](std::string_view key, const Field& member) {
    const Row* const row = find_row(type, key);
    if (row == nullptr) return complain_unknown(member, type);
    if (member.present()) read_row(member, type, *row, object);
  });
  for (const Row& row : type.rows) {
    if (!row.required) continue;
    const Field member = field.member(row.name);
    const bool empty_text = member.is_scalar() && member.text().empty();
    const bool empty_list = member.is_sequence() && member.is_empty();
    if (!member.present() || empty_text || empty_list) member.required();
  }
  if (type.finish != nullptr) type.finish(field, object);
}

void write_object(JsonWriter& json, const Type& type, const void* object) {
  json.begin_object();
  for (const Row& row : type.rows) {
    if (row.member.get == nullptr) continue;
    const Type& member = *row.member.type;
    const void* const value = row.member.get(object);
    if (value == nullptr) continue;
    if (!row.member.optional && row.print == Print::UnlessEmpty && member.empty(member, value)) continue;
    json.key(row.name);
    member.write(json, member, value);
  }
  json.end_object();
}

void read_object_value(const Field& field, const Type& type, const Row&, void* out) { read_object(field, type, out); }

void write_object_value(JsonWriter& json, const Type& type, const void* value) { write_object(json, type, value); }

bool is_object_empty(const Type& type, const void* object) {
  for (const Row& row : type.rows) {
    if (row.member.get == nullptr) continue;
    const Type& member = *row.member.type;
    const void* const value = row.member.get(object);
    if (value == nullptr) continue;
    if (row.member.optional || row.print == Print::Always || !member.empty(member, value)) return false;
  }
  return true;
}

}  // namespace peapod::config::schema
