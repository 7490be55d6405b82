#include "config/plain_scalar.h"

#include <algorithm>
#include <array>

namespace peapod::config {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "yes" matches yes, Yes and YES, but not yEs.
bool matches_word(std::string_view text, std::string_view lower_word) {
  if (text.size() != lower_word.size()) return false;
  const auto upper = [](char c) { return static_cast<char>(c - 'a' + 'A'); };
  if (text == lower_word) return true;
  if (text[0] != upper(lower_word[0])) return false;
  const std::string_view rest = text.substr(1);
  const std::string_view word_rest = lower_word.substr(1);
  return rest == word_rest || std::ranges::equal(rest, word_rest, {}, {}, upper);
}

std::string_view without_sign(std::string_view text) {
  return text.starts_with('+') || text.starts_with('-') ? text.substr(1) : text;
}

bool is_based_number(std::string_view text, std::string_view prefix, std::string_view digits) {
  return text.starts_with(prefix) && text.size() > prefix.size() &&
         text.substr(prefix.size()).find_first_not_of(digits) == std::string_view::npos;
}

// Digits with "_" between them, one point, an exponent.
bool is_decimal_number(std::string_view text) {
  std::size_t at = 0;
  bool digits = false;
  bool point = false;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      digits = true;
    } else if (text[at] == '.' && !point) {
      point = true;
    } else if (text[at] != '_' || !digits) {
      break;
    }
  }
  if (!digits) return false;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  const std::string_view exponent = without_sign(text.substr(at + 1));
  return !exponent.empty() && std::ranges::all_of(exponent, is_digit);
}

bool is_number(std::string_view text) {
  text = without_sign(text);
  return is_decimal_number(text) || is_based_number(text, "0x", "0123456789abcdefABCDEF_") ||
         is_based_number(text, "0o", "01234567_") || is_based_number(text, "0b", "01_") ||
         (text.starts_with('.') &&
          (matches_word(text.substr(1), "inf") || text == ".nan" || text == ".NaN" || text == ".NAN"));
}

}  // namespace

std::optional<bool> plain_bool(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kTrue = {"true", "yes", "on"};
  static constexpr std::array<std::string_view, 3> kFalse = {"false", "no", "off"};
  const auto is_text = [&](std::string_view word) { return matches_word(text, word); };
  if (std::ranges::any_of(kTrue, is_text)) return true;
  if (std::ranges::any_of(kFalse, is_text)) return false;
  return std::nullopt;
}

PlainType plain_type(std::string_view text) {
  if (text.empty() || text == "~" || matches_word(text, "null")) return PlainType::Null;
  if (plain_bool(text)) return PlainType::Bool;
  return is_number(text) ? PlainType::Number : PlainType::Text;
}

}  // namespace peapod::config
