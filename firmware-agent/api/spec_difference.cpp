#include "firmware-agent/api/spec_difference.h"

#include <algorithm>

#include "config/patch/json_tree.h"

namespace peapod::api {
namespace {

using Value = rapidjson::Value;

// Leaves in `path` the way to the first difference. A member that only one of them has is one itself.
bool differ(const Value& a, const Value& b, std::string& path) {
  if (a == b) return false;
  const std::string here = path;
  if (a.IsArray() && b.IsArray()) {
    for (rapidjson::SizeType i = 0; i < std::min(a.Size(), b.Size()); ++i) {
      path = here + "[" + std::to_string(i) + "]";
      if (differ(a[i], b[i], path)) return true;
    }
  }
  if (a.IsObject() && b.IsObject()) {
    for (const Value* side : {&a, &b}) {
      for (rapidjson::SizeType i = 0; i < side->MemberCount(); ++i) {
        const Value& name = side->MemberBegin()[i].name;
        path = here + (here.empty() ? "" : ".") + std::string(name.GetString(), name.GetStringLength());
        if (!a.HasMember(name) || !b.HasMember(name) || differ(a[name], b[name], path)) return true;
      }
    }
  }
  path = here;
  return true;
}

}  // namespace

std::string first_difference(std::string_view before, std::string_view after) {
  rapidjson::Document a;
  rapidjson::Document b;
  // What we have printed ourselves can be read.
  [[maybe_unused]] const auto wrong_before = config::parse_tree(before, "the pod", a);
  [[maybe_unused]] const auto wrong_after = config::parse_tree(after, "the pod", b);
  std::string path;
  differ(a, b, path);
  return path;
}

}  // namespace peapod::api
