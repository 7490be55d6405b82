#pragma once

// From a member of a struct to its place in the table: `.member = member<&Probe::timeout_seconds>`, or through a struct
// that the API writes inline: `member<&Probe::handler, &Handler::exec>`.

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "config/box.h"
#include "config/duration.h"
#include "config/schema/schema.h"

namespace peapod::config::schema {

// The Type of a C++ type: of scalars in scalars.cpp, of structs and enumerations beside their rows (types.h).
template <class T>
struct TypeOf {
  static const Type value;
};

template <>
const Type TypeOf<std::string>::value;
template <>
const Type TypeOf<bool>::value;
template <>
const Type TypeOf<std::int32_t>::value;
template <>
const Type TypeOf<std::int64_t>::value;
template <>
const Type TypeOf<Duration>::value;

// list.cpp
void read_list(const Field& field, const Type& type, const Row& row, void* out);
void write_list(JsonWriter& json, const Type& type, const void* value);
bool is_list_empty(const Type& type, const void* value);

// A list whose items are read as `element` says.
template <class T>
constexpr Type list_of(const Type& element) {
  return {
      .name = "",
      .shape = Type::Shape::List,
      .read = read_list,
      .write = write_list,
      .empty = is_list_empty,
      .element = &element,
      .append = [](void* list) -> void* { return &static_cast<std::vector<T>*>(list)->emplace_back(); },
      .size = [](const void* list) { return static_cast<const std::vector<T>*>(list)->size(); },
      .item = [](const void* list, std::size_t index) -> const void* {
        return &(*static_cast<const std::vector<T>*>(list))[index];
      },
  };
}

template <class T>
struct TypeOf<std::vector<T>> {
  static constexpr Type value = list_of<T>(TypeOf<T>::value);
};

template <class T>
struct Unwrapped {
  using Value = T;
  static constexpr bool optional = false;
};
template <class T>
struct Unwrapped<std::optional<T>> {
  using Value = T;
  static constexpr bool optional = true;
};
template <class T>
struct Unwrapped<Box<T>> {
  using Value = T;
  static constexpr bool optional = true;
};

template <class Pointer>
struct MemberPointer;
template <class Owner, class Value>
struct MemberPointer<Value Owner::*> {
  using OwnerType = Owner;
  using ValueType = Value;
};

template <class Owner, class First, class... Rest>
auto& follow(Owner& owner, First first, Rest... rest) {
  if constexpr (sizeof...(rest) == 0) {
    return owner.*first;
  } else {
    return follow(owner.*first, rest...);
  }
}

template <auto First, auto... Rest>
using Stored = std::remove_cvref_t<decltype(follow(std::declval<typename MemberPointer<decltype(First)>::OwnerType&>(),
                                                   First, Rest...))>;

template <auto First, auto... Rest>
constexpr Member make_member(const Type& type) {
  using Owner = typename MemberPointer<decltype(First)>::OwnerType;
  using Kind = Unwrapped<Stored<First, Rest...>>;
  Member made;
  made.type = &type;
  made.optional = Kind::optional;
  made.place = [](void* owner, [[maybe_unused]] bool make) -> void* {
    auto& stored = follow(*static_cast<Owner*>(owner), First, Rest...);
    if constexpr (Kind::optional) {
      if (stored.has_value()) return &*stored;
      return make ? &stored.emplace() : nullptr;
    } else {
      return &stored;
    }
  };
  return made;
}

template <auto First, auto... Rest>
inline constexpr Member member =
    make_member<First, Rest...>(TypeOf<typename Unwrapped<Stored<First, Rest...>>::Value>::value);

// The same C++ type read in another way, e.g. a map of labels or of annotations.
template <const Type& As, auto First, auto... Rest>
inline constexpr Member member_as = make_member<First, Rest...>(As);

// A field that has no place of its own and is not looked into: explain and patches know what is below it.
#ifdef PEAPOD_NO_DESCRIBED
constexpr Member described(const Type&) { return {}; }
#else
constexpr Member described(const Type& type) { return {.type = &type}; }
#endif

// A field that has no place of its own: it is checked as if it had one.
constexpr Member checked(const Type& type) {
  return {.type = &type, .place = [](void*, bool) -> void* { return nullptr; }};
}

}  // namespace peapod::config::schema
