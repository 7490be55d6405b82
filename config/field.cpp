#include "config/field.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "config/plain_scalar.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

PlainType type_of(const Node& node, std::string_view text) { return node.plain ? plain_type(text) : PlainType::Text; }

constexpr std::size_t kKeyBytesMax = 64;  // Of a key that is shown as it is; the longest of a Pod has 31.

// labels.app, but labels['app.kubernetes.io/name']: a key with a point in it would read as two.
void append_key(std::string& path, std::string_view key) {
  const auto is_word = [](unsigned char c) {
    return c > ' ' && c < 0x7F && std::string_view(".[]'\"").find(static_cast<char>(c)) == std::string_view::npos;
  };
  const bool simple = !key.empty() && key.size() <= kKeyBytesMax && std::ranges::all_of(key, is_word);
  if (!simple) {
    path += '[' + quoted(key) + ']';
    return;
  }
  if (!path.empty()) path += '.';
  path += key;
}

// As validation.go words ranges.
std::string range_text(bool too_small, std::int64_t min, std::int64_t max) {
  if (max < INT32_MAX) return "must be between " + std::to_string(min) + " and " + std::to_string(max) + ", inclusive";
  if (!too_small) return "must be less than or equal to " + std::to_string(max);
  return min == 1 ? "must be greater than 0" : "must be greater than or equal to " + std::to_string(min);
}

}  // namespace

NodeId Field::find(std::string_view key) const {
  if (!is_mapping()) return kNoNode;
  for (NodeId id = node().first_child; id != kNoNode; id = reading_->tree[id].next) {
    if (reading_->tree.key(id) == key) return id;
  }
  return kNoNode;
}

Field Field::member(std::string_view key) const {
  const NodeId id = find(key);
  if (id != kNoNode) return {*reading_, id};
  Field absent = *this;
  absent.absent_key_ = key;
  return absent;
}

Field Field::item(std::size_t index) const {
  if (!is_sequence()) return *this;
  NodeId id = node().first_child;
  while (id != kNoNode && index-- > 0) id = reading_->tree[id].next;
  return id == kNoNode ? *this : Field(*reading_, id);
}

bool Field::is_null() const { return is_scalar() && node().plain && type_of(node(), text()) == PlainType::Null; }

bool Field::is_number() const { return is_scalar() && type_of(node(), text()) == PlainType::Number; }

bool Field::is_text() const { return is_scalar() && type_of(node(), text()) == PlainType::Text; }

bool Field::present() const { return exists() && !is_null(); }

std::string Field::path() const {
  std::vector<NodeId> steps;
  for (NodeId id = node_; id != kNoNode && reading_->tree[id].parent != kNoNode; id = reading_->tree[id].parent) {
    steps.push_back(id);
  }
  std::string path;
  for (auto id = steps.rbegin(); id != steps.rend(); ++id) {
    const Node& step = reading_->tree[*id];
    if (reading_->tree[step.parent].kind == Node::Kind::Mapping) {
      append_key(path, reading_->tree.key(*id));
    } else {
      path += '[' + std::to_string(step.index) + ']';
    }
  }
  if (!absent_key_.empty()) append_key(path, absent_key_);
  return path;
}

std::string Field::found() const {
  if (is_mapping()) return is_empty() ? "an empty mapping" : "a mapping";
  if (is_sequence()) return is_empty() ? "an empty list" : "a list";
  if (!present()) return "nothing";
  const PlainType type = type_of(node(), text());
  if (type == PlainType::Bool || type == PlainType::Number) return std::string(text().substr(0, 40));
  return quoted(text());
}

void Field::add(Mark mark, Reason reason, std::string message) const {
  if (!full()) reading_->diagnostics.push_back({reading_->tree.position(mark), path(), std::move(message), reason});
}

// The items of a list have no key.
Mark Field::key_mark() const {
  const bool has_key = node().parent != kNoNode && reading_->tree[node().parent].kind == Node::Kind::Mapping;
  return has_key ? node().key_mark : node().mark;
}

// What spans lines, or stands nowhere, is shown by its key.
Mark Field::value_mark() const { return is_scalar() && !is_null() ? node().mark : key_mark(); }

void Field::invalid(std::string_view rule) const {
  add(value_mark(), Reason::Invalid, "Invalid value: " + found() + ": " + std::string(rule));
}

void Field::invalid_key(std::string_view rule) const {
  add(node().key_mark, Reason::Invalid,
      "Invalid value: " + quoted(reading_->tree.key(node_)) + ": " + std::string(rule));
}

void Field::type_invalid(std::string_view rule) const {
  add(value_mark(), Reason::TypeInvalid, "Invalid value: " + found() + ": " + std::string(rule));
}

void Field::required(std::string_view hint) const {
  add(value_mark(), Reason::Required, hint.empty() ? "Required value" : "Required value: " + std::string(hint));
}

void Field::duplicate() const { add(value_mark(), Reason::Duplicate, "Duplicate value: " + found()); }

void Field::forbidden(std::string_view reason) const {
  add(key_mark(), Reason::Forbidden, "Forbidden: " + std::string(reason));
}

void Field::not_supported(std::span<const std::string_view> supported) const {
  add(value_mark(), Reason::NotSupported, unsupported_value(text(), supported));
}

void Field::not_found(std::span<const std::string_view> known) const {
  add(value_mark(), Reason::NotFound, "Not found: " + found() + did_you_mean(text(), known));
}

void Field::unknown(std::string_view hint) const {
  std::string message = "unknown field" + std::string(hint);
  if (reading_->unknown_fields == UnknownFields::Dropped) return add_note(Severity::Warning, std::move(message));
  add(node().key_mark, Reason::Forbidden, std::move(message));
}

void Field::note(std::string_view message) const { add_note(Severity::Note, std::string(message)); }

void Field::add_note(Severity severity, std::string message) const {
  if (reading_->notes.size() >= kDiagnosticsMax) return;
  reading_->notes.push_back(
      {reading_->tree.position(key_mark()), path(), std::move(message), Reason::Invalid, severity});
}

void Field::complain_repeated() const {
  const Position first = reading_->tree.position(reading_->tree[node().repeats].key_mark);
  add(node().key_mark, Reason::Duplicate, "is given twice, first in line " + std::to_string(first.line));
}

bool Field::require(std::string_view key) const {
  const Field value = member(key);
  if (value.present()) return true;
  value.required();
  return false;
}

bool Field::expect_mapping() const {
  if (is_mapping()) return true;
  type_invalid("must be a mapping");
  return false;
}

bool Field::expect_sequence() const {
  if (is_sequence()) return true;
  type_invalid("must be a list (its items begin with \"- \")");
  return false;
}

bool Field::expect_text() const {
  if (!is_scalar()) {
    type_invalid("must be a text");
    return false;
  }
  const PlainType type = type_of(node(), text());
  if (type == PlainType::Number || type == PlainType::Bool) {
    type_invalid("must be a text: put it in quotes");
    return false;
  }
  if (text().find('\0') != std::string_view::npos) {
    invalid("must not contain a NUL byte");
    return false;
  }
  return true;
}

bool Field::read(std::string& out, Rule rule) const {
  if (is_null()) return true;
  if (!expect_text()) return false;
  if (const std::string wrong = rule != nullptr ? rule(text()) : std::string(); !wrong.empty()) {
    invalid(wrong);
    return false;
  }
  out = text();
  return true;
}

bool Field::read(bool& out) const {
  if (is_null()) return true;
  const auto value = is_scalar() && node().plain ? plain_bool(text()) : std::nullopt;
  if (!value) {
    const bool only_quoted = is_scalar() && plain_bool(text()).has_value();
    type_invalid(only_quoted ? "must be true or false: remove the quotes" : "must be true or false");
    return false;
  }
  out = *value;
  return true;
}

bool Field::read(std::optional<bool>& out) const {
  if (is_null()) return true;
  bool value = false;
  if (!read(value)) return false;
  out = value;
  return true;
}

bool Field::read(std::int64_t& out, std::int64_t min, std::int64_t max) const {
  if (is_null()) return true;
  std::int64_t value = 0;
  const std::string_view digits = text();
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  const bool is_whole = is_scalar() && stop == end && !digits.empty();
  if (!is_whole || error == std::errc::invalid_argument || !node().plain) {
    const bool only_quoted = is_whole && !node().plain;
    type_invalid(only_quoted ? "must be a whole number: remove the quotes" : "must be a whole number");
    return false;
  }
  const std::string_view magnitude = digits.substr(digits.starts_with('-') ? 1 : 0);
  if (magnitude.size() > 1 && magnitude[0] == '0') {
    type_invalid("must be a whole number without leading zeros (YAML reads them as octal)");
    return false;
  }
  const bool too_small = error == std::errc() ? value < min : digits.starts_with('-');
  if (too_small || error != std::errc() || value > max) {
    invalid(range_text(too_small, min, max));
    return false;
  }
  out = value;
  return true;
}

bool Field::read(std::int32_t& out, std::int32_t min, std::int32_t max) const {
  std::int64_t value = out;
  if (!read(value, std::int64_t{min}, std::int64_t{max})) return false;
  out = static_cast<std::int32_t>(value);
  return true;
}

bool Field::read(std::optional<std::int64_t>& out, std::int64_t min, std::int64_t max) const {
  if (is_null()) return true;
  std::int64_t value = 0;
  if (!read(value, min, max)) return false;
  out = value;
  return true;
}

}  // namespace peapod::config
