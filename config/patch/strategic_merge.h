#pragma once

// The two halves of a strategic merge, which call each other: objects (strategic_merge_patch.cpp) and lists
// (list_merge.cpp). Both take what they need out of the patch. Private to config/patch/.

#include <string>

#include "config/patch/json_tree.h"
#include "config/schema/schema.h"

namespace peapod::config {

// How one field is merged: its row in config/schema, or what holds for a field that has none.
struct MergeField {
  std::string_view name;
  const schema::Type* type = nullptr;  // Of the object, or of the list's items. Null: nothing below has a row.
  bool merges = false;        // A list's items are merged into the present ones; otherwise it is replaced whole.
  std::string_view key = {};  // The member that says which item is meant; empty for a list of plain values.
};

// Where in the object we are; lives on the stack, its text is made only for a message.
struct MergePath {
  const MergePath* parent = nullptr;
  std::string_view name = {};

  std::string text() const;
};

PatchError malformed_at(const MergePath& path, std::string message);

std::optional<PatchError> merge_objects(JsonValue& object, JsonValue& patch, const schema::Type* type,
                                        const MergePath& path, JsonAllocator& allocator);

// Merges the items of `patch` into `list` by the field's key; plain values are joined without repetition. The items
// that the patch names keep the patch's order, the others their own; what the patch adds stands before them.
std::optional<PatchError> merge_lists(JsonValue& list, JsonValue& patch, const MergeField& field, const MergePath& path,
                                      JsonAllocator& allocator);

// Puts the items of `list` into the order of `wanted` (items that hold at least the key, or plain values). Items that
// are not in it stay in front of those that they were in front of in `before`.
void order_list(JsonValue& list, const JsonValue& wanted, const JsonValue& before, std::string_view key,
                JsonAllocator& allocator);

// The items of the patch, but for those that delete, must be in `order`, in the same order.
std::optional<PatchError> check_order(const JsonValue& patch, const JsonValue& order, std::string_view key,
                                      const MergePath& path);

}  // namespace peapod::config
