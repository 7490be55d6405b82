#pragma once

// The one table of everything a manifest may say. A struct of the API is a Type, each of its fields a Row: how it is
// read, what it must be, what becomes of it here, and what `peapod explain` says about it. Reader, writer, "did you
// mean", the merge keys of patches and the list of supported fields all come from the same rows.

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "config/field.h"

namespace peapod::config {
class JsonWriter;
}

namespace peapod::config::schema {

struct Type;

// A text that the build leaves out. Each use has a type of its own: members of one type would need an address each.
template <class Use>
struct LeftOut {
  constexpr LeftOut(const char*) {}
};

// What only `peapod explain` says.
#ifdef PEAPOD_NO_EXPLAIN
using Words = LeftOut<struct Explained>;
#else
using Words = const char*;
#endif

// What only strategic merge patches ask for.
#ifdef PEAPOD_NO_PATCHES
using MergeKey = LeftOut<struct Merged>;
#else
using MergeKey = const char*;
#endif

// Where the value of a field lives in its struct.
struct Member {
  const Type* type = nullptr;
  // Null for a field that is only described. The place of an optional member that is not set is null, unless it shall
  // be made.
  void* (*place)(void* owner, bool make) = nullptr;
  bool optional = false;  // A pointer in Go: printed whenever it is set.

  bool is_stored() const { return place != nullptr; }
  void* emplace(void* owner) const { return place(owner, true); }
  const void* get(const void* owner) const { return place(const_cast<void*>(owner), false); }
};

enum class Verdict : std::uint8_t {
  Runs,      // Done as Kubernetes does it.
  NoEffect,  // Accepted and printed back; changes nothing on one box. `reason` says why.
  Refused,   // An error. `reason` says why, and what to do instead.
};

enum class Print : std::uint8_t {
  UnlessEmpty,  // Go's omitempty.
  Always,
};

// What a strategic merge patch does to a list (patchStrategy of types.go; "retainKeys" is a directive of the patch).
enum class PatchStrategy : std::uint8_t { Replace, Merge };

// Its members are in the order that needs the least room: there are many hundreds of rows.
struct Row {
  static constexpr std::int32_t kNoMin = std::numeric_limits<std::int32_t>::min();
  static constexpr std::uint32_t kNoMax = std::numeric_limits<std::uint32_t>::max();

  const char* name;
  [[no_unique_address]] Member member = {};
  [[no_unique_address]] Words text = "";  // One sentence for `peapod explain`.

  Verdict verdict = Verdict::Runs;
  const char* reason = "";
  const char* only = nullptr;  // Refused (or without effect) unless it is this value.

  // As it is printed; a test compares it with the initialiser of the member.
  [[no_unique_address]] Words default_value = "";
  bool required = false;
  bool zero_is_default = false;  // 0 means "not given", as in Go.
  std::int32_t min = kNoMin;
  std::uint32_t max = kNoMax;

  Print print = Print::UnlessEmpty;
  PatchStrategy patch_strategy = PatchStrategy::Replace;
  // The member of an item that says which item it is; null for plain values.
  [[no_unique_address]] MergeKey merge_key = nullptr;

  Rule rule = nullptr;  // Of a text, or of each text of a list; an empty text is never asked about.

  constexpr std::int64_t lowest() const { return min == kNoMin ? std::numeric_limits<std::int64_t>::min() : min; }
  constexpr std::int64_t highest() const { return max == kNoMax ? std::numeric_limits<std::int64_t>::max() : max; }
};

// One value of an enumeration.
struct Choice {
  const char* name;
  std::uint8_t value;
  const char* refusal = nullptr;  // Why this one is not supported here.
};

struct Type {
  enum class Shape : std::uint8_t { Scalar, Choice, Object, List, Map };

  // As explain says it: "string", "integer", "Probe"; of the element for a list or map.
  [[no_unique_address]] Words name;
  Shape shape = Shape::Scalar;

  // Called for values that are present. Complaints go to the field; `out` is what Member::emplace returned. With null
  // the value is checked and not kept.
  void (*read)(const Field& field, const Type& type, const Row& row, void* out) = nullptr;
  void (*write)(JsonWriter& json, const Type& type, const void* value) = nullptr;
  bool (*empty)(const Type& type, const void* value) = nullptr;

  // Object.
  std::span<const Row> rows = {};
  void (*finish)(const Field& field, void* object) = nullptr;  // Rules and defaults of several members at once.
  bool chooses = false;  // Its members exclude each other: an empty mapping is a choice, not "nothing".

  std::span<const schema::Choice> choices = {};

  // List and Map.
  const Type* element = nullptr;
  void* (*append)(void* list) = nullptr;
  std::size_t (*size)(const void* list) = nullptr;
  const void* (*item)(const void* list, std::size_t index) = nullptr;
};

const Row* find_row(const Type& type, std::string_view name);

// A mapping into an object: every member by its row; unknown, refused and missing ones get their complaints. Without an
// object the members are only checked.
void read_object(const Field& field, const Type& type, void* object);

// The object as compact JSON, its fields in the order of the rows.
void write_object(JsonWriter& json, const Type& type, const void* object);

}  // namespace peapod::config::schema
