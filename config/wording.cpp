#include "config/wording.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "config/lookalike.h"
#include "config/utf8.h"

namespace peapod::config {
namespace {

constexpr std::size_t kQuotedBytesMax = 80;
constexpr std::size_t kWordBytesMax = 48;  // The longest field name of a Pod has 31.

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// A letter of the wrong case costs 1, every other slip 3: "Pod" is nearer to "pod" than to "Pid".
constexpr unsigned kSlip = 3;

unsigned substitution(char a, char b) {
  if (a == b) return 0;
  return lower(a) == lower(b) ? 1 : kSlip;
}

// Optimal string alignment distance; both words are at most kWordBytesMax long.
unsigned distance(std::string_view a, std::string_view b) {
  using Row = std::array<unsigned, kWordBytesMax + 1>;
  Row before_last{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<unsigned>(j) * kSlip;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<unsigned>(i) * kSlip;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + kSlip, row[j - 1] + kSlip, last[j - 1] + substitution(a[i - 1], b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + kSlip);
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

// Where to cut without splitting a UTF-8 character.
std::size_t character_start(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

// As Go's %q: what cannot be seen is escaped.
void append_quoted(std::string& out, const Character& character, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte == '\n') {
    out += "\\n";
  } else if (byte == '\t') {
    out += "\\t";
  } else if (character.size == 0 || byte < 0x20 || byte == 0x7F) {
    out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
  } else if (is_invisible(character.code)) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += kHex[character.code >> shift & 15];
  } else {
    if (byte == '"' || byte == '\\') out += '\\';
    out += text.substr(0, character.size);
  }
}

}  // namespace

std::string quoted(std::string_view text) {
  const bool cut = text.size() > kQuotedBytesMax;
  if (cut) text = text.substr(0, character_start(text, kQuotedBytesMax));
  std::string out = "\"";
  while (!text.empty()) {
    const Character character = first_character(text);
    append_quoted(out, character, text);
    text.remove_prefix(std::max<std::size_t>(1, character.size));
  }
  return out + (cut ? "...\"" : "\"");
}

std::string_view nearest(std::string_view found, std::span<const std::string_view> candidates, unsigned slips_max) {
  if (found.empty() || found.size() > kWordBytesMax) return {};
  std::string_view best;
  const unsigned slips = std::max<unsigned>(1, static_cast<unsigned>(found.size()) / 3);
  unsigned best_distance = kSlip * std::min(slips, slips_max) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate.size() > kWordBytesMax) continue;
    const std::size_t longer = std::max(found.size(), candidate.size());
    const std::size_t shorter = std::min(found.size(), candidate.size());
    if ((longer - shorter) * kSlip >= best_distance) continue;
    const unsigned candidate_distance = distance(found, candidate);
    if (candidate_distance >= best_distance) continue;
    best = candidate;
    best_distance = candidate_distance;
  }
  return best;
}

std::string did_you_mean(std::string_view found, std::span<const std::string_view> candidates, unsigned slips_max) {
  const std::string_view meant = nearest(found, candidates, slips_max);
  return meant.empty() ? std::string() : ", did you mean " + quoted(meant) + "?";
}

std::string unsupported_value(std::string_view found, std::span<const std::string_view> supported) {
  std::string out = "Unsupported value: " + quoted(found) + ": supported values: ";
  bool first = true;
  for (const std::string_view value : supported) {
    if (value.empty()) continue;  // Means "the default" where it is accepted.
    if (!first) out += ", ";
    out += quoted(value);
    first = false;
  }
  return out + did_you_mean(found, supported);
}

}  // namespace peapod::config
