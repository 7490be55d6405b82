// Quantities: what is accepted is printed as the same amount, and its text is canonical.

#include "config/quantity.h"
#include "target.h"

namespace peapod::fuzz {
namespace {

void check_quantity(std::string_view text, config::QuantityUnit unit) {
  const config::ParsedQuantity parsed = config::parse_quantity(text, unit);
  if (!parsed.problem.empty()) return;
  const config::Quantity& quantity = parsed.quantity;
  demand(quantity.value >= 0, "an amount is not negative", text);
  const config::ParsedQuantity again = config::parse_quantity(quantity.text, unit);
  demand(again.problem.empty(), "what is printed is a quantity", quantity.text);
  demand(again.quantity.value == quantity.value, "what is printed is the same amount", quantity.text);
  demand(again.quantity.text == quantity.text, "what is printed is canonical", quantity.text);
}

}  // namespace
}  // namespace peapod::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = peapod::fuzz::as_text(data, size);
  peapod::fuzz::check_quantity(text, peapod::config::QuantityUnit::Milli);
  peapod::fuzz::check_quantity(text, peapod::config::QuantityUnit::Bytes);
  return 0;
}
