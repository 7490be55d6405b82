#include "config/patch/json_merge_patch.h"

#include "config/patch/json_tree.h"

namespace peapod::config {
namespace {

// Takes what it needs out of `patch`. Both are at most kPatchDepthMax deep, and so is what comes out.
void merge(JsonValue& target, JsonValue& patch, JsonAllocator& allocator) {
  if (!patch.IsObject()) return void(target = patch);
  if (!target.IsObject()) target.SetObject();
  for (rapidjson::SizeType i = 0; i < patch.MemberCount(); ++i) {
    const std::string_view name = text_of(member_name(patch, i));
    JsonValue& value = member_value(patch, i);
    if (value.IsNull()) {
      erase_member(target, name);
      continue;
    }
    JsonValue* present = find_member(target, name);
    JsonValue merged = present != nullptr ? JsonValue(std::move(*present)) : JsonValue();
    merge(merged, value, allocator);
    set_member(target, name, std::move(merged), allocator);
  }
}

}  // namespace

Patched apply_json_merge_patch(std::string_view object_json, std::string_view patch_json) {
  JsonAllocator allocator;
  rapidjson::Document object(&allocator);
  rapidjson::Document patch(&allocator);
  if (auto error = parse_tree(object_json, "the object", object)) return {{}, std::move(error)};
  if (auto error = parse_tree(patch_json, "the patch", patch)) return {{}, std::move(error)};
  merge(object, patch, allocator);
  return print_tree(object);
}

}  // namespace peapod::config
