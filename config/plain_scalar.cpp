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

// Takes the digits at the front of `text` away; how many there were.
std::size_t take_digits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// 190:20:30, as YAML 1.1 counts seconds.
bool is_base60(std::string_view text) {
  text = without_sign(text);
  if (text.empty() || !is_digit(text[0])) return false;
  text.remove_prefix(std::min(text.find_first_not_of("0123456789_"), text.size()));
  bool any = false;
  while (take(text, ':')) {
    const char first = text.empty() ? '\0' : text[0];
    const std::size_t digits = take_digits(text);
    if (digits == 0 || digits > 2 || (digits == 2 && first > '5')) return false;
    any = true;
  }
  if (take(text, '.')) text.remove_prefix(std::min(text.find_first_not_of("0123456789_"), text.size()));
  return any && text.empty();
}

// 2026-01-02, 2026-1-2 3:04:05.6, 2026-01-02T03:04:05Z. Days are not counted: a quote too many does no harm.
bool is_date(std::string_view text) {
  const auto number = [&](std::size_t digits_max) {
    const std::size_t digits = take_digits(text);
    return digits > 0 && digits <= digits_max;
  };
  const bool has_day = text.find('-') == 4 && number(4) && take(text, '-') && number(2) && take(text, '-') && number(2);
  if (!has_day || text.empty()) return has_day;
  const bool has_zone = take(text, 'T') || take(text, 't');
  if (!has_zone && !take(text, ' ')) return false;
  if (!number(2) || !take(text, ':') || !number(2) || !take(text, ':') || !number(2)) return false;
  if (take(text, '.') && take_digits(text) == 0) return false;
  if (!has_zone || take(text, 'Z')) return text.empty();
  return (take(text, '+') || take(text, '-')) && number(2) && take(text, ':') && number(2) && text.empty();
}

}  // namespace

std::optional<bool> plain_bool(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kTrue = {"true", "yes", "on", "y"};
  static constexpr std::array<std::string_view, 4> kFalse = {"false", "no", "off", "n"};
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

bool reads_as_text(std::string_view text) {
  return plain_type(text) == PlainType::Text && !is_base60(text) && !is_date(text);
}

}  // namespace peapod::config
