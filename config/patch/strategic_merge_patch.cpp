#include "config/patch/strategic_merge_patch.h"

#include <algorithm>

#include "config/patch/directive.h"
#include "config/patch/strategic_merge.h"

namespace peapod::config {
namespace {

using MaybeError = std::optional<PatchError>;

MergeField rule_of(const schema::Type* type, std::string_view name) {
  const schema::Row* const row = type == nullptr ? nullptr : schema::find_row(*type, name);
  if (row == nullptr) return {name};
  const schema::Type* const member = row->member.type;
  const bool is_list = member != nullptr && member->shape == schema::Type::Shape::List;
  return {name, is_list ? member->element : member, row->patch_strategy == schema::PatchStrategy::Merge,
          row->merge_key == nullptr ? std::string_view() : row->merge_key};
}

// A member that the object does not have, or has as another kind of value.
void adopt(JsonValue& object, std::string_view name, JsonValue& value, JsonAllocator& allocator) {
  if (strip_directives(value)) set_member(object, name, std::move(value), allocator);
}

const JsonValue* order_of(const JsonValue& patch, std::string_view name) {
  return find_member(patch, std::string(kElementOrderPrefix) + std::string(name));
}

MaybeError merge_member(JsonValue& object, const MergeField& rule, JsonValue& value, const MergePath& path,
                        JsonAllocator& allocator) {
  if (value.IsNull()) return erase_member(object, rule.name), std::nullopt;
  JsonValue* present = find_member(object, rule.name);
  if (present != nullptr && present->IsObject() && value.IsObject()) {
    return merge_objects(*present, value, rule.type, path, allocator);
  }
  if (present != nullptr && present->IsArray() && value.IsArray() && rule.merges) {
    return merge_lists(*present, value, rule, path, allocator);
  }
  adopt(object, rule.name, value, allocator);
  return std::nullopt;
}

// A list of the patch that may be missing, and the order that its items must have afterwards.
MaybeError merge_ordered(JsonValue& object, const MergeField& rule, JsonValue* value, const JsonValue& order,
                         const MergePath& path, JsonAllocator& allocator) {
  if (!order.IsArray()) return malformed_at(path, "invalid patch format of setElementOrder list");
  if (value != nullptr && value->IsArray()) {
    if (auto error = check_order(*value, order, rule.key, path)) return error;
  }
  JsonValue before(rapidjson::kArrayType);
  if (const JsonValue* present = find_member(object, rule.name); present != nullptr && present->IsArray()) {
    before.CopyFrom(*present, allocator);
  }
  if (value != nullptr) {
    if (auto error = merge_member(object, rule, *value, path, allocator)) return error;
  }
  JsonValue* merged = find_member(object, rule.name);
  if (merged != nullptr && merged->IsArray()) order_list(*merged, order, before, rule.key, allocator);
  return std::nullopt;
}

MaybeError delete_from_list(JsonValue& object, std::string_view name, const JsonValue& values, const MergePath& path) {
  if (!values.IsArray())
    return malformed_at(path, "invalid patch format of deleteFromPrimitiveList: it must be a list");
  JsonValue* list = find_member(object, name);
  if (list == nullptr || !list->IsArray()) return std::nullopt;
  for (rapidjson::SizeType i = list->Size(); i-- > 0;) {
    if (std::find(values.Begin(), values.End(), (*list)[i]) != values.End()) list->Erase(list->Begin() + i);
  }
  return std::nullopt;
}

// "$patch" of an object: nothing when there is none.
std::optional<MaybeError> obey_patch_directive(JsonValue& object, JsonValue& patch, const MergePath& path) {
  const JsonValue* directive = find_member(patch, kPatchDirective);
  if (directive == nullptr) return std::nullopt;
  const std::string_view what = directive->IsString() ? text_of(*directive) : std::string_view();
  if (what == "delete") {
    object.SetObject();
  } else if (what == "replace") {
    erase_member(patch, kPatchDirective);
    strip_directives(patch);
    object = patch;
  } else {
    return malformed_at(path, "unknown patch type in $patch; an object can be replaced or deleted");
  }
  return MaybeError();
}

}  // namespace

std::string MergePath::text() const {
  if (parent == nullptr) return std::string(name);
  const std::string before = parent->text();
  return before.empty() ? std::string(name) : before + "." + std::string(name);
}

PatchError malformed_at(const MergePath& path, std::string message) {
  const std::string place = path.text();
  return {PatchError::Kind::Malformed, place.empty() ? std::move(message) : place + ": " + message};
}

std::optional<PatchError> merge_objects(JsonValue& object, JsonValue& patch, const schema::Type* type,
                                        const MergePath& path, JsonAllocator& allocator) {
  if (const auto obeyed = obey_patch_directive(object, patch, path)) return *obeyed;
  if (auto error = retain_keys(object, patch)) return malformed_at(path, std::move(error->message));
  for (rapidjson::SizeType i = 0; i < patch.MemberCount(); ++i) {
    const std::string_view name = text_of(member_name(patch, i));
    JsonValue& value = member_value(patch, i);
    MaybeError error;
    if (name.starts_with(kElementOrderPrefix)) {
      const MergeField rule = rule_of(type, name.substr(kElementOrderPrefix.size()));
      const MergePath inner{&path, rule.name};
      error = merge_ordered(object, rule, find_member(patch, rule.name), value, inner, allocator);
    } else if (name.starts_with(kDeleteFromListPrefix)) {
      const std::string_view list = name.substr(kDeleteFromListPrefix.size());
      error = delete_from_list(object, list, value, {&path, list});
    } else if (!is_directive(name) && order_of(patch, name) == nullptr) {
      error = merge_member(object, rule_of(type, name), value, {&path, name}, allocator);
    }
    if (error) return error;
  }
  return std::nullopt;
}

Patched apply_strategic_merge_patch(const schema::Type& type, std::string_view object_json,
                                    std::string_view patch_json) {
  JsonAllocator allocator;
  rapidjson::Document object(&allocator);
  rapidjson::Document patch(&allocator);
  if (auto error = parse_tree(object_json, "the object", object)) return {{}, std::move(error)};
  if (auto error = parse_tree(patch_json, "the patch", patch)) return {{}, std::move(error)};
  if (!object.IsObject()) return {{}, PatchError{PatchError::Kind::DoesNotApply, "only an object can be merged into"}};
  if (!patch.IsObject()) return {{}, malformed_at({}, "a strategic merge patch must be an object")};
  if (auto error = merge_objects(object, patch, &type, {}, allocator)) return {{}, std::move(error)};
  return print_tree(object);
}

}  // namespace peapod::config
