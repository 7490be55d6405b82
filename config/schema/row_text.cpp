#include "config/schema/row_text.h"

namespace peapod::config::schema {
namespace {

void append(std::string& out, const std::string& part) {
  if (part.empty()) return;
  if (!out.empty()) out += ", ";
  out += part;
}

std::string range_text(const Row& row) {
  const bool has_min = row.min != Row::kNoMin;
  const bool has_max = row.highest() < std::numeric_limits<std::int32_t>::max();
  if (has_min && has_max) return std::to_string(row.lowest()) + " to " + std::to_string(row.highest());
  if (has_min) return "at least " + std::to_string(row.lowest());
  return has_max ? "at most " + std::to_string(row.highest()) : "";
}

const Type* choices_of(const Row& row) {
  const Type* type = row.member.type;
  if (type != nullptr && type->shape == Type::Shape::List) type = type->element;
  return type != nullptr && type->shape == Type::Shape::Choice ? type : nullptr;
}

std::string one_of(const Type& type) {
  std::string taken;
  std::string refused;
  for (const Choice& choice : type.choices) {
    const std::string name = *choice.name == '\0' ? "\"\"" : choice.name;
    append(choice.refusal == nullptr ? taken : refused, name);
  }
  return "one of " + taken + (refused.empty() ? "" : " (refused: " + refused + ")");
}

}  // namespace

std::string type_text(const Row& row) {
  const Type* const type = row.member.type;
  if (type == nullptr) return "Object";
  if (type->shape == Type::Shape::List) return std::string("[]") + type->element->name;
  return type->name;
}

const Type* object_below(const Row& row) {
  const Type* type = row.member.type;
  if (type != nullptr && type->shape == Type::Shape::List) type = type->element;
  return type != nullptr && type->shape == Type::Shape::Object ? type : nullptr;
}

std::string value_text(const Row& row) {
  std::string out;
  if (row.required) append(out, "required");
  if (*row.default_value != '\0') append(out, std::string("default ") + row.default_value);
  append(out, range_text(row));
  if (const Type* const type = choices_of(row)) append(out, one_of(*type));
  return out;
}

std::string verdict_text(const Row& row) {
  if (row.verdict == Verdict::Runs) return "runs";
  std::string verdict = row.verdict == Verdict::NoEffect ? "no effect" : "refused";
  std::string_view reason = row.reason;
  const auto without = [&reason](std::string_view words) {
    const bool begins = reason.starts_with(words);
    if (begins) reason.remove_prefix(words.size());
    return begins;
  };
  if (without("is not supported yet: ")) {
    verdict += " so far";
  } else if (!without("is not supported: ")) {
    without("has no effect: ");
  }
  if (row.only != nullptr) verdict += std::string(" unless \"") + row.only + '"';
  return verdict + ": " + std::string(reason);
}

}  // namespace peapod::config::schema
