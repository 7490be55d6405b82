#pragma once

// Parses amounts as Kubernetes writes them (apimachinery/pkg/api/resource): "500m", "1.5Gi", "2e3". Exact
// integer arithmetic, rounded up; at most 17 significant digits in a fraction, finer than nano is rounded up to nano.

#include <string_view>

#include "config/pod_spec.h"

namespace peapod::config {

enum class QuantityUnit : std::uint8_t {
  Milli,  // cpu: the value is in milli-cores.
  Bytes,  // memory, sizes: the value is in bytes; "128m" is refused, a thousandth of a byte is a slip of "M".
};

struct ParsedQuantity {
  Quantity quantity;
  std::string problem;  // What is required; empty when the quantity is good.
};

ParsedQuantity parse_quantity(std::string_view text, QuantityUnit unit);

}  // namespace peapod::config
