#include "config/patch/directive.h"

#include <algorithm>

namespace peapod::config {
namespace {

bool names(const JsonValue& list, std::string_view name) {
  return std::any_of(list.Begin(), list.End(),
                     [name](const JsonValue& item) { return item.IsString() && text_of(item) == name; });
}

}  // namespace

bool is_directive(std::string_view name) {
  return name == kPatchDirective || name == kRetainKeysDirective || name.starts_with(kDeleteFromListPrefix) ||
         name.starts_with(kElementOrderPrefix);
}

bool is_delete(const JsonValue& value) {
  const JsonValue* directive = value.IsObject() ? find_member(value, kPatchDirective) : nullptr;
  return directive != nullptr && directive->IsString() && text_of(*directive) == "delete";
}

bool strip_directives(JsonValue& value) {
  if (value.IsArray()) {
    rapidjson::SizeType kept = 0;
    for (JsonValue& item : value.GetArray()) {
      if (!strip_directives(item)) continue;
      if (&value[kept] != &item) value[kept] = item;
      kept += 1;
    }
    while (value.Size() > kept) value.PopBack();
  }
  if (!value.IsObject()) return true;
  if (is_delete(value)) return false;
  for (rapidjson::SizeType i = 0; i < value.MemberCount();) {
    JsonValue& member = member_value(value, i);
    const bool keep = !is_directive(text_of(member_name(value, i))) && !member.IsNull() && strip_directives(member);
    if (keep) {
      ++i;
    } else {
      value.EraseMember(value.MemberBegin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  return true;
}

std::optional<PatchError> retain_keys(JsonValue& object, const JsonValue& patch) {
  const JsonValue* keys = find_member(patch, kRetainKeysDirective);
  if (keys == nullptr) return std::nullopt;
  if (!keys->IsArray()) {
    return PatchError{PatchError::Kind::Malformed, "invalid patch format of retainKeys: it must be a list of names"};
  }
  for (rapidjson::SizeType i = 0; i < patch.MemberCount(); ++i) {
    const auto& member = patch.MemberBegin()[i];
    const std::string_view name = text_of(member.name);
    if (is_directive(name) || member.value.IsNull() || names(*keys, name)) continue;
    return PatchError{PatchError::Kind::Malformed,
                      "invalid patch format of retainKeys: \"" + std::string(name) + "\" is set but not retained"};
  }
  for (rapidjson::SizeType i = object.MemberCount(); i-- > 0;) {
    if (names(*keys, text_of(member_name(object, i)))) continue;
    object.EraseMember(object.MemberBegin() + static_cast<std::ptrdiff_t>(i));
  }
  return std::nullopt;
}

}  // namespace peapod::config
