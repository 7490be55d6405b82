#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/patch/directive.h"
#include "config/patch/strategic_merge.h"

namespace peapod::config {
namespace {

using MaybeError = std::optional<PatchError>;
using SizeType = rapidjson::SizeType;

// What tells items apart: the value of their key, or plain values themselves. Null: an item without its key.
const JsonValue* identity(const JsonValue& item, std::string_view key) {
  if (key.empty()) return &item;
  return item.IsObject() ? find_member(item, key) : nullptr;
}

constexpr SizeType kNowhere = std::numeric_limits<SizeType>::max();

// Where the items of a list are, by their identity; of two with the same, the first.
class Places {
 public:
  Places() = default;
  Places(const JsonValue& list, std::string_view key) {
    for (SizeType i = 0; i < list.Size(); ++i) add(identity(list[i], key), i);
  }
  void add(const JsonValue* id, SizeType place) {
    if (id != nullptr) places_.emplace(name_of(*id), place);
  }
  SizeType of(const JsonValue* id) const {
    const auto found = id == nullptr ? places_.end() : places_.find(name_of(*id));
    return found == places_.end() ? kNowhere : found->second;
  }

 private:
  static std::string name_of(const JsonValue& id) {
    return id.IsString() ? "\"" + std::string(text_of(id)) : print_tree(id).json;
  }

  std::unordered_map<std::string, SizeType> places_;
};

// Keeps the items that `keep` wants, in their order.
template <class Keep>
void keep_items(JsonValue& list, Keep keep) {
  SizeType kept = 0;
  for (SizeType i = 0; i < list.Size(); ++i) {
    if (!keep(list[i])) continue;
    if (kept != i) list[kept] = list[i];
    kept += 1;
  }
  while (list.Size() > kept) list.PopBack();
}

MaybeError check_items(const JsonValue& list, std::string_view key, const MergePath& path) {
  for (const JsonValue& item : list.GetArray()) {
    if (key.empty() && (item.IsObject() || item.IsArray())) {
      return malformed_at(path, "a list of plain values cannot hold objects or lists");
    }
    if (key.empty() || identity(item, key) != nullptr) continue;
    const bool replaces = item.IsObject() && find_member(item, kPatchDirective) != nullptr && !is_delete(item);
    if (!replaces) return malformed_at(path, "an item does not contain declared merge key: " + std::string(key));
  }
  return std::nullopt;
}

// Carries out and takes away the items of the patch that are directives. True in `replaced` when the rest of the patch
// is to be the list.
MaybeError obey_item_directives(JsonValue& list, JsonValue& patch, std::string_view key, const MergePath& path,
                                bool& replaced) {
  Places doomed;
  for (const JsonValue& item : patch.GetArray()) {
    const JsonValue* directive = find_member(item, kPatchDirective);
    if (directive == nullptr) continue;
    if (is_delete(item)) {
      doomed.add(identity(item, key), 0);
    } else if (directive->IsString() && text_of(*directive) == "replace") {
      replaced = true;
    } else {
      return malformed_at(path, "unknown patch type in $patch; items can be deleted, and a list replaced");
    }
  }
  keep_items(patch, [](const JsonValue& item) { return find_member(item, kPatchDirective) == nullptr; });
  keep_items(list, [&](const JsonValue& item) { return doomed.of(identity(item, key)) == kNowhere; });
  return std::nullopt;
}

// Joins the items of the patch to those of the list; new ones stand at the end.
MaybeError join_items(JsonValue& list, JsonValue& patch, const MergeField& field, const MergePath& path,
                      JsonAllocator& allocator) {
  Places present(list, field.key);
  for (JsonValue& item : patch.GetArray()) {
    const JsonValue* id = identity(item, field.key);
    const SizeType at = present.of(id);
    if (at == kNowhere) {
      present.add(id, list.Size());
      JsonValue added(item, allocator);  // The patch's own is still needed for the order.
      strip_directives(added);
      list.PushBack(added, allocator);
    } else if (!field.key.empty()) {
      JsonValue change(item, allocator);
      if (auto error = merge_objects(list[at], change, field.type, path, allocator)) return error;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<PatchError> merge_lists(JsonValue& list, JsonValue& patch, const MergeField& field, const MergePath& path,
                                      JsonAllocator& allocator) {
  if (auto error = check_items(patch, field.key, path)) return error;
  bool replaced = false;
  if (!field.key.empty()) {
    if (auto error = obey_item_directives(list, patch, field.key, path, replaced)) return error;
  }
  if (replaced) {
    strip_directives(patch);
    list = patch;
    return std::nullopt;
  }
  const JsonValue before(list, allocator);
  if (auto error = join_items(list, patch, field, path, allocator)) return error;
  order_list(list, patch, before, field.key, allocator);
  return std::nullopt;
}

// As normalizeElementOrder() of strategicpatch/patch.go: two lists, each in its order, become one.
void order_list(JsonValue& list, const JsonValue& wanted, const JsonValue& before, std::string_view key,
                JsonAllocator& allocator) {
  struct Ranked {
    JsonValue* item;
    SizeType wanted;
    SizeType before;
  };
  const Places wanted_places(wanted, key);
  const Places before_places(before, key);
  std::vector<Ranked> named;
  std::vector<Ranked> others;
  for (JsonValue& item : list.GetArray()) {
    const JsonValue* id = identity(item, key);
    const Ranked ranked{&item, wanted_places.of(id), before_places.of(id)};
    (ranked.wanted != kNowhere ? named : others).push_back(ranked);
  }
  std::ranges::stable_sort(named, {}, &Ranked::wanted);
  JsonValue ordered(rapidjson::kArrayType);
  ordered.Reserve(list.Size(), allocator);
  auto other = others.begin();
  for (const Ranked& next : named) {
    const auto stands_before = [&] { return next.before != kNowhere && other->before < next.before; };
    while (other != others.end() && stands_before()) ordered.PushBack(*(other++)->item, allocator);
    ordered.PushBack(*next.item, allocator);
  }
  while (other != others.end()) ordered.PushBack(*(other++)->item, allocator);
  list = ordered;
}

std::optional<PatchError> check_order(const JsonValue& patch, const JsonValue& order, std::string_view key,
                                      const MergePath& path) {
  SizeType next = 0;
  for (const JsonValue& item : patch.GetArray()) {
    const JsonValue* id = identity(item, key);
    if (is_delete(item) || id == nullptr) continue;
    while (next < order.Size()) {
      const JsonValue* wanted = identity(order[next++], key);
      if (wanted != nullptr && *wanted == *id) {
        id = nullptr;
        break;
      }
    }
    if (id != nullptr)
      return malformed_at(path, "the order in the patch list does not match its $setElementOrder list");
  }
  return std::nullopt;
}

}  // namespace peapod::config
