#pragma once

// Reads a mapping into a struct by a table of its members, so that the table is at once the reader, the list
// of known fields, and the source of "did you mean".

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "config/field.h"
#include "config/wording.h"

namespace peapod::config {

template <class T>
struct Member {
  std::string_view name;
  void (*read)(const Field& field, T& out);  // Not called for null, which means "not given".
};

// For a member that is in no table: refused with its reason, or unknown.
void refuse_member(const Field& member, std::string_view type, std::string_view key,
                   std::span<const std::string_view> known);

// `type` is the name of the struct in types.go.
template <class T, std::size_t N>
void read_members(const Field& field, std::string_view type, const Member<T> (&members)[N], T& out) {
  if (!field.expect_mapping()) return;
  field.each_member([&](std::string_view key, const Field& value) {
    for (const Member<T>& member : members) {
      if (member.name != key) continue;
      if (value.present()) member.read(value, out);
      return;
    }
    std::array<std::string_view, N> known;
    for (std::size_t i = 0; i < N; ++i) known[i] = members[i].name;
    refuse_member(value, type, key, known);
  });
}

inline constexpr std::size_t kItemsMax = 1024;  // Of one list.

// One element for every item, also for a wrong one: so index i of `out` stands at item i.
template <class T>
void read_list(const Field& field, std::vector<T>& out, void (*read)(const Field& item, T& out)) {
  if (!field.expect_sequence()) return;
  field.each_item([&](const Field& item) {
    if (out.size() < kItemsMax) return read(item, out.emplace_back());
    if (item.index() == kItemsMax)
      item.complain("is item " + std::to_string(kItemsMax + 1) + " of the list, at most " + std::to_string(kItemsMax) +
                    " are allowed");
  });
}

template <class E>
struct Choice {
  std::string_view name;
  E value;
};

// An enumeration by its names; an empty text means the default, as in the API.
template <class E, std::size_t N>
void read_choice(const Field& field, const Choice<E> (&choices)[N], E& out) {
  if (!field.expect_text() || field.text().empty()) return;
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) {
    names[i] = choices[i].name;
    if (names[i] != field.text()) continue;
    out = choices[i].value;
    return;
  }
  field.complain(unsupported_value(field.text(), names));
}

// A field that is accepted only with the value that changes nothing; `reason` says why not otherwise.
void accept_only_bool(const Field& field, bool value, std::string_view reason);
void accept_only_text(const Field& field, std::string_view value, std::string_view reason);

}  // namespace peapod::config
