#pragma once

// What selectors say of labels (apimachinery pkg/labels; for nodes component-helpers scheduling/corev1/nodeaffinity).
// Pure.

#include "config/scheduling.h"

namespace peapod::config {

// In, NotIn, Exists, DoesNotExist; and Gt and Lt, which compare whole numbers: what is none meets neither.
bool meets(const SelectorRequirement& requirement, const Labels& labels);

bool selects(const LabelSelector& selector, const Labels& labels);

}  // namespace peapod::config
