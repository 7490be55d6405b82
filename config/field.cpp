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
  switch (type_of(node(), text())) {
    case PlainType::Bool:
      return "the boolean " + std::string(text());
    case PlainType::Number:
      return "the number " + std::string(text().substr(0, 40));
    case PlainType::Null:
    case PlainType::Text:
      break;
  }
  return quoted(text());
}

void Field::add(Mark mark, std::string message) const {
  if (full()) return;
  reading_->diagnostics.push_back({reading_->tree.position(mark), path(), std::move(message)});
}

void Field::complain(std::string message) const {
  // What spans lines, or stands nowhere, is shown by its key; the items of a list have none.
  const bool has_key = node().parent != kNoNode && reading_->tree[node().parent].kind == Node::Kind::Mapping;
  const bool value_visible = is_scalar() && !is_null();
  add(value_visible || !has_key ? node().mark : node().key_mark, std::move(message));
}

void Field::complain_at_key(std::string message) const { add(node().key_mark, std::move(message)); }

void Field::complain_found(std::string_view rule) const { complain(std::string(rule) + ", found " + found()); }

void Field::complain_repeated() const {
  const Position first = reading_->tree.position(reading_->tree[node().repeats].key_mark);
  complain_at_key("is given twice, first in line " + std::to_string(first.line));
}

bool Field::require(std::string_view key) const {
  const Field value = member(key);
  if (value.present()) return true;
  value.complain("is required");
  return false;
}

bool Field::expect_mapping() const {
  if (is_mapping()) return true;
  complain_found("must be a mapping");
  return false;
}

bool Field::expect_sequence() const {
  if (is_sequence()) return true;
  complain_found(is_mapping() ? "must be a list (its items begin with \"- \")" : "must be a list");
  return false;
}

bool Field::expect_text() const {
  if (!is_scalar()) {
    complain_found("must be a text");
    return false;
  }
  const PlainType type = type_of(node(), text());
  if (type == PlainType::Number || type == PlainType::Bool) {
    complain("must be a text, found " + found() + ": put it in quotes");
    return false;
  }
  if (text().find('\0') != std::string_view::npos) {
    complain_found("must not contain a NUL byte");
    return false;
  }
  return true;
}

bool Field::read(std::string& out, Rule rule) const {
  if (is_null()) return true;
  if (!expect_text()) return false;
  if (const std::string wrong = rule != nullptr ? rule(text()) : std::string(); !wrong.empty()) {
    complain_found(wrong);
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
    complain("must be true or false, found " + found() + (only_quoted ? ": remove the quotes" : ""));
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
    complain("must be a whole number, found " + found() + (only_quoted ? ": remove the quotes" : ""));
    return false;
  }
  const std::string_view magnitude = digits.substr(digits.starts_with('-') ? 1 : 0);
  if (magnitude.size() > 1 && magnitude[0] == '0') {
    complain_found("must be a whole number without leading zeros (YAML reads them as octal)");
    return false;
  }
  const bool too_small = error == std::errc() ? value < min : digits.starts_with('-');
  if (too_small) {
    complain("must be at least " + std::to_string(min) + ", found " + std::string(digits.substr(0, 40)));
    return false;
  }
  if (error != std::errc() || value > max) {
    complain("must be at most " + std::to_string(max) + ", found " + std::string(digits.substr(0, 40)));
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
