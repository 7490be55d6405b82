#include "config/quantity.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace peapod::config {
namespace {

constexpr int kDigitsMax = 19;  // Fit 64 bits.
// Digits of a number with a fraction: two more, to align the exponent to thousands, still fit 64 bits.
constexpr std::uint64_t kFractionDigitsEnd = 100'000'000'000'000'000;
constexpr int kNano = -9;
constexpr int kExponentMax = 1000;

enum class Format : std::uint8_t { DecimalSuffix, BinarySuffix, Exponent };

// digits * 10^exponent10 * 2^exponent2
struct Amount {
  std::uint64_t digits = 0;
  int exponent10 = 0;
  int exponent2 = 0;
  Format format = Format::DecimalSuffix;
};

struct Suffix {
  std::string_view text;
  int exponent10;
  int exponent2;
};
constexpr Suffix kSuffixes[] = {{"n", -9, 0},  {"u", -6, 0},  {"m", -3, 0},  {"", 0, 0},   {"k", 3, 0},   {"M", 6, 0},
                                {"G", 9, 0},   {"T", 12, 0},  {"P", 15, 0},  {"E", 18, 0}, {"Ki", 0, 10}, {"Mi", 0, 20},
                                {"Gi", 0, 30}, {"Ti", 0, 40}, {"Pi", 0, 50}, {"Ei", 0, 60}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads "12.50" off the front of `text`; false when there is no number or more digits than fit.
bool take_number(std::string_view& text, Amount& amount) {
  int significant = 0;
  bool any = false;
  bool point = false;
  int zeros = 0;  // Seen, but not yet counted: they may be trailing ones.
  for (; !text.empty() && (is_digit(text[0]) || (text[0] == '.' && !point)); text.remove_prefix(1)) {
    if (text[0] == '.') {
      point = true;
      continue;
    }
    any = true;
    amount.exponent10 -= point;
    if (text[0] == '0') {
      zeros += amount.digits != 0;
      amount.exponent10 += amount.digits != 0 ? 1 : 0;
      continue;
    }
    significant += zeros + 1;
    if (significant > kDigitsMax) return false;
    amount.exponent10 -= zeros;
    for (; zeros >= 0; --zeros) amount.digits *= 10;
    zeros = 0;
    amount.digits += static_cast<std::uint64_t>(text[0] - '0');
  }
  return any;
}

// The "e-3" of "5e-3".
bool take_exponent(std::string_view text, Amount& amount) {
  if (!text.starts_with('e') && !text.starts_with('E')) return false;
  text.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(text.starts_with("+-") ? 0 : 1);
  int exponent = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, exponent);
  if (error != std::errc() || stop != end) return false;
  if (exponent < -kExponentMax || exponent > kExponentMax) return false;
  amount.exponent10 += exponent;
  amount.format = Format::Exponent;
  return true;
}

// "MB" for "M", "gi" for "Gi", as people write them.
std::string_view meant_suffix(std::string_view text) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.size() > 1 && lower(text.back()) == 'b') text.remove_suffix(1);
  if (text.empty()) return {};
  for (const Suffix& suffix : kSuffixes) {
    if (suffix.exponent10 >= 0 && std::ranges::equal(suffix.text, text, {}, lower, lower)) return suffix.text;
  }
  return {};
}

bool take_suffix(std::string_view text, Amount& amount) {
  const auto* const suffix = std::ranges::find(kSuffixes, text, &Suffix::text);
  if (suffix == std::end(kSuffixes)) return take_exponent(text, amount);
  amount.exponent10 += suffix->exponent10;
  amount.exponent2 = suffix->exponent2;
  amount.format = suffix->exponent2 > 0 ? Format::BinarySuffix : Format::DecimalSuffix;
  return true;
}

void round_up_to_nano(Amount& amount) {
  for (; amount.exponent10 < kNano; ++amount.exponent10) amount.digits = (amount.digits + 9) / 10;
}

void strip_zeros(Amount& amount) {
  if (amount.digits == 0) amount = Amount{};
  for (; amount.digits != 0 && amount.digits % 10 == 0; ++amount.exponent10) amount.digits /= 10;
}

// The amount as a whole number, rounded up; nothing when it does not fit.
std::optional<std::int64_t> whole(Amount amount) {
  std::uint64_t value = amount.digits;
  if (value == 0) return 0;
  for (; amount.exponent10 > 0; --amount.exponent10) {
    if (__builtin_mul_overflow(value, 10U, &value)) return std::nullopt;
  }
  std::uint64_t divisor = 1;
  for (; amount.exponent10 < 0; ++amount.exponent10) divisor *= 10;
  std::uint64_t rest = value % divisor;
  value /= divisor;
  for (; amount.exponent2 > 0; --amount.exponent2) {
    if (__builtin_mul_overflow(value, 2U, &value)) return std::nullopt;
    rest *= 2;
    value += rest / divisor;
    rest %= divisor;
  }
  value += rest > 0;
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::string suffix_of(int exponent10, int exponent2) {
  for (const Suffix& suffix : kSuffixes) {
    if (suffix.exponent10 == exponent10 && suffix.exponent2 == exponent2) return std::string(suffix.text);
  }
  return {};
}

// As Kubernetes prints it: the largest suffix without a fraction.
std::string canonical(Amount amount) {
  if (amount.format == Format::BinarySuffix) {
    int exponent2 = 0;
    for (; amount.digits % 1024 == 0; exponent2 += 10) amount.digits /= 1024;
    return std::to_string(amount.digits) + suffix_of(0, exponent2);
  }
  strip_zeros(amount);
  for (; amount.exponent10 % 3 != 0; --amount.exponent10) amount.digits *= 10;
  const std::string digits = std::to_string(amount.digits);
  if (amount.format != Format::Exponent) return digits + suffix_of(amount.exponent10, 0);
  return amount.exponent10 == 0 ? digits : digits + "e" + std::to_string(amount.exponent10);
}

}  // namespace

ParsedQuantity parse_quantity(std::string_view text, QuantityUnit unit) {
  constexpr const char* kGrammar =
      "must be a quantity: a number and one of the suffixes m k M G T P E Ki Mi Gi Ti Pi Ei, as in \"500m\" "
      "or "
      "\"64Mi\"";
  constexpr const char* kTooLarge = "must be less than 2^63";
  Amount amount;
  const bool negative = text.starts_with('-');
  std::string_view rest = text.substr(negative || text.starts_with('+') ? 1 : 0);
  if (!take_number(rest, amount)) return {{}, kGrammar};
  const std::string_view suffix = rest;
  if (!take_suffix(rest, amount)) {
    const std::string_view meant = meant_suffix(rest);
    if (meant.empty()) return {{}, kGrammar};
    const std::string number(text.substr(0, text.size() - rest.size()));
    return {{}, std::string(kGrammar) + ", did you mean \"" + number + std::string(meant) + "\"?"};
  }
  if (negative && amount.digits > 0) return {{}, "must be greater than or equal to 0"};
  if (unit == QuantityUnit::Bytes && (suffix == "m" || suffix == "u" || suffix == "n")) {
    return {{}, "must be a whole number of bytes (\"m\" is a thousandth of one: \"M\" or \"Mi\" is probably meant)"};
  }
  strip_zeros(amount);
  if (amount.exponent10 < 0 && amount.digits >= kFractionDigitsEnd) return {{}, kGrammar};
  if (unit == QuantityUnit::Bytes && amount.format != Format::BinarySuffix && amount.exponent10 < 0) {
    return {{}, "must be a whole number of bytes"};
  }
  round_up_to_nano(amount);
  const auto units = whole(amount);
  if (!units) return {{}, kTooLarge};
  // As it is printed, so that the value is that of the printed text, and this text is printed for it again: binary
  // suffixes have no fraction, and a number without one is a decimal number.
  if (amount.format == Format::BinarySuffix) {
    const bool keeps_suffix = *units > 0 && *units % 1024 == 0;
    amount = {.digits = static_cast<std::uint64_t>(*units),
              .format = keeps_suffix ? Format::BinarySuffix : Format::DecimalSuffix};
  }
  Amount scaled = amount;
  scaled.exponent10 += unit == QuantityUnit::Milli ? 3 : 0;
  const auto value = whole(scaled);
  if (!value) return {{}, kTooLarge};
  return {{canonical(amount), *value}, {}};
}

}  // namespace peapod::config
