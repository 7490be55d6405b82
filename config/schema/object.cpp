#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/json_writer.h"
#include "config/schema/level.h"
#include "config/schema/types.h"
#include "config/wording.h"

namespace peapod::config::schema {
namespace {

// An empty list means "none". An empty mapping does too, but not where it chooses one of several kinds.
bool means_nothing(const Field& field, const Type& owner) {
  return !field.present() || (field.is_empty() && (field.is_sequence() || !owner.chooses)) ||
         (field.is_scalar() && field.text().empty());
}

// What Docker Compose calls a field of a container.
std::string_view of_compose(std::string_view key) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"environment", "env"},           {"entrypoint", "command"},    {"cmd", "args"},
      {"healthcheck", "livenessProbe"}, {"restart", "restartPolicy"}, {"working_dir", "workingDir"}};
  for (const auto& [name, meant] : kNames) {
    if (key == name) return meant;
  }
  return {};
}

constexpr std::size_t kShortenedBytesMin = 4;

// The only row that `is_meant`; empty when there are several.
template <class IsMeant>
std::string_view only_row(const Type& type, IsMeant is_meant) {
  std::string_view meant;
  for (const Row& row : type.rows) {
    if (!is_meant(row)) continue;
    if (!meant.empty()) return {};
    meant = row.name;
  }
  return meant;
}

// "port" for "containerPort".
std::string_view end_of_required(const Type& type, std::string_view key) {
  if (key.size() < kShortenedBytesMin) return {};
  return only_row(type, [key](const Row& row) {
    const std::string_view name = row.name;
    return row.required && name.size() > key.size() && name.ends_with(key.substr(1)) &&
           name[name.size() - key.size()] == key[0] - 'a' + 'A';
  });
}

// "initialDelay" for "initialDelaySeconds".
std::string_view begin_of_name(const Type& type, std::string_view key) {
  if (key.size() < kShortenedBytesMin) return {};
  return only_row(type, [key](const Row& row) { return std::string_view(row.name).starts_with(key); });
}

std::string suggestion(std::string_view name) {
  return name.empty() ? std::string() : ", did you mean " + quoted(name) + "?";
}

// One slip of a name that belongs here comes first, then the same name elsewhere, then what is only like it.
std::string hint_of(const Level& level, std::string_view key, const Field& field) {
  const Reading& reading = field.reading();
  if (reading.unknown_fields == UnknownFields::Dropped && reading.notes.size() >= kDiagnosticsMax) return {};
  std::vector<std::string_view> known;
  known.reserve(level.type->rows.size());
  for (const Row& row : level.type->rows) known.push_back(row.name);
  const std::string_view meant = of_compose(key);
  if (!meant.empty() && find_row(*level.type, meant) != nullptr) return suggestion(meant);
  if (std::string hint = did_you_mean(key, known, 1); !hint.empty()) return hint;
  if (std::string hint = suggestion(end_of_required(*level.type, key)); !hint.empty()) return hint;
  if (std::string hint = belongs_elsewhere(level, key, field); !hint.empty()) return hint;
  if (std::string hint = suggestion(begin_of_name(*level.type, key)); !hint.empty()) return hint;
  return did_you_mean(key, known);
}

// ` with "name" and "image"`, for who writes something shorter.
std::string required_names(const Type& type) {
  std::string names;
  for (const Row& row : type.rows) {
    if (row.required) names += (names.empty() ? " with " : " and ") + quoted(row.name);
  }
  return names;
}

void read_row(const Field& field, const Type& owner, const Row& row, void* object) {
  if (means_nothing(field, owner) && row.verdict != Verdict::Runs) return;
  const bool only_value =
      row.only != nullptr && field.is_scalar() && (field.text() == row.only || field.text().empty());
  if (row.verdict == Verdict::Refused && !only_value) {
    // What is in it is checked all the same, also against other fields.
    row.only == nullptr ? field.forbidden(row.reason) : field.invalid(row.reason);
  }
  if (row.verdict == Verdict::NoEffect && !only_value) field.note(row.reason);
  if (!row.member.is_stored()) return;
  row.member.type->read(field, *row.member.type, row, object == nullptr ? nullptr : row.member.emplace(object));
}

}  // namespace

const Row* find_row(const Type& type, std::string_view name) {
  for (const Row& row : type.rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

void read_object(const Field& field, const Type& type, void* object) {
  if (!field.is_mapping()) return field.type_invalid("must be a mapping" + required_names(type));
  const Level level{field.reading().innermost, &type, field};
  field.reading().innermost = &level;
  field.each_member([&](std::string_view key, const Field& member) {
    const Row* const row = find_row(type, key);
    if (row == nullptr) return member.unknown(hint_of(level, key, member));
    if (member.present()) read_row(member, type, *row, object);
  });
  field.reading().innermost = level.outer;
  for (const Row& row : type.rows) {
    if (!row.required) continue;
    const Field member = field.member(row.name);
    const bool empty_text = member.is_scalar() && member.text().empty();
    const bool empty_list = member.is_sequence() && member.is_empty();
    if (!member.present() || empty_text || empty_list) member.required();
  }
  if (type.finish != nullptr && object != nullptr) type.finish(field, object);
}

void write_object(JsonWriter& json, const Type& type, const void* object) {
  json.begin_object();
  for (const Row& row : type.rows) {
    if (!row.member.is_stored()) continue;
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
    if (!row.member.is_stored()) continue;
    const Type& member = *row.member.type;
    const void* const value = row.member.get(object);
    if (value == nullptr) continue;
    if (row.member.optional || row.print == Print::Always || !member.empty(member, value)) return false;
  }
  return true;
}

}  // namespace peapod::config::schema
