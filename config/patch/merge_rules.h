#pragma once

// How a strategic merge patch treats the fields of an object: the patchStrategy and patchMergeKey of Kubernetes' types.

#include <span>
#include <string_view>

namespace peapod::config {

struct MergeType;

struct MergeField {
  std::string_view name;
  const MergeType* type = nullptr;  // Of the object, or of the list's items. Null: an object without lists to merge.
  bool merges = false;              // A list's items are merged into the present ones; otherwise it is replaced whole.
  std::string_view key = {};        // The member that says which item is meant; empty for a list of plain values.
};

struct MergeType {
  std::span<const MergeField> fields;
};

// v1 Pod of Kubernetes 1.36 (staging/src/k8s.io/api/core/v1/types.go). Fields that are not there merge when they are
// objects and are replaced when they are lists.
extern const MergeType kPodMerge;

}  // namespace peapod::config
