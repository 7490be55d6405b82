#include "config/schema/level.h"

#include <algorithm>
#include <vector>

#include "config/schema/schema.h"

namespace peapod::config::schema {
namespace {

constexpr int kDepthMax = 3;  // spec.template.spec of a Deployment.
constexpr std::size_t kPlacesMax = 3;

bool takes(const Row& row, const Field& value) {
  const Type* const type = row.member.type;
  if (type == nullptr || !value.present()) return true;
  switch (type->shape) {
    case Type::Shape::List:
      return value.is_sequence();
    case Type::Shape::Object:
    case Type::Shape::Map:
      return value.is_mapping();
    case Type::Shape::Scalar:
    case Type::Shape::Choice:
      return value.is_scalar();
  }
  return false;
}

bool lacks(const Type& type, const Field& object, std::string_view key, const Field& value) {
  const Row* const row = find_row(type, key);
  return row != nullptr && takes(*row, value) && !object.member(key).present();
}

std::string last_step(const std::string& path) { return path.substr(path.rfind('.') + 1); }

// By its last step, unless an object that the field is in has the same.
std::string name_of(const std::string& path, const Level* outer, const Level& level) {
  if (path.empty()) return "the top level";
  for (const Level* between = &level; between != outer; between = between->outer) {
    const std::string other = between->field.path();
    if (last_step(other) == last_step(path)) return path + ", not to " + other;
  }
  return last_step(path);
}

struct Place {
  std::string name;
  bool is_written;  // The object is there, without the field.
};

// The objects `depth` levels below `object` that could have the field.
void find_below(const Type& type, const Field& object, std::string_view key, const Field& value, int depth,
                const std::string& prefix, std::vector<Place>& out) {
  for (const Row& row : type.rows) {
    const Type* below = row.member.type;
    const bool is_list = below != nullptr && below->shape == Type::Shape::List;
    if (is_list) below = below->element;
    const bool is_refused = row.verdict == Verdict::Refused && row.only == nullptr;
    if (below == nullptr || below->shape != Type::Shape::Object || is_refused) continue;
    const std::string name = prefix + row.name + (is_list ? "[*]" : "");
    const Field written = is_list ? object.member(row.name).item(0) : object.member(row.name);
    if (depth > 1) {
      find_below(*below, written, key, value, depth - 1, name + ".", out);
    } else if (const Row* const wanted = find_row(*below, key); wanted != nullptr && takes(*wanted, value)) {
      out.push_back({name, object.member(row.name).present()});
    }
  }
}

// The nearest of them: those that are written before those that are not.
std::vector<Place> places_below(const Level& level, std::string_view key, const Field& value, int depth) {
  std::vector<Place> places;
  find_below(*level.type, level.field, key, value, depth, "", places);
  if (std::ranges::any_of(places, &Place::is_written)) {
    std::erase_if(places, [](const Place& place) { return !place.is_written; });
  }
  return places;
}

std::string joined(const std::vector<Place>& places) {
  std::string out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0) out += i + 1 == places.size() ? " or " : ", ";
    out += places[i].name;
  }
  return out;
}

}  // namespace

std::string belongs_elsewhere(const Level& level, std::string_view key, const Field& value) {
  const std::string belongs = "; it belongs to ";
  if (const auto places = places_below(level, key, value, 1); places.size() == 1) return belongs + places[0].name;
  for (const Level* outer = level.outer; outer != nullptr; outer = outer->outer) {
    if (lacks(*outer->type, outer->field, key, value)) {
      return belongs + name_of(outer->field.path(), outer, level);
    }
  }
  for (int depth = 1; depth <= kDepthMax; ++depth) {
    const auto places = places_below(level, key, value, depth);
    if (places.size() > kPlacesMax) return {};
    if (!places.empty()) return belongs + joined(places);
  }
  for (const Level* outer = level.outer; outer != nullptr; outer = outer->outer) {
    auto places = places_below(*outer, key, value, 1);
    if (places.empty()) places = places_below(*outer, key, value, 2);
    if (places.size() != 1) continue;
    const std::string path = outer->field.path();
    return belongs + name_of(path.empty() ? places[0].name : path + "." + places[0].name, outer, level);
  }
  return {};
}

}  // namespace peapod::config::schema
