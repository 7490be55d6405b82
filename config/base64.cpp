#include "config/base64.h"

#include <cstdint>

namespace peapod::config {
namespace {

constexpr int kNoDigit = -1;

int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : kNoDigit;
}

}  // namespace

Base64Decoded decode_base64(std::string_view text) {
  Base64Decoded decoded;
  decoded.bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int digits = 0;   // Of the group, without padding.
  int padding = 0;  // Of the last group.
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || c == '\r') continue;
    const int digit = digit_of(c);
    const bool pads = c == '=' && digits >= 2 && digits + padding < 4;
    const bool goes_on = digit != kNoDigit && padding == 0;
    if (!pads && !goes_on) {
      decoded.wrong_at = i;
      return decoded;
    }
    padding += pads;
    group = group << 6 | static_cast<std::uint32_t>(pads ? 0 : digit);
    digits += !pads;
    if (digits + padding < 4) continue;
    for (int byte = 0; byte < digits - 1; ++byte) {
      decoded.bytes += static_cast<char>(group >> (16 - 8 * byte) & 0xFF);
    }
    group = 0;
    if (padding == 0) digits = 0;
  }
  const bool whole = digits + padding == 0 || digits + padding == 4;
  if (!whole) decoded.wrong_at = text.size();
  return decoded;
}

}  // namespace peapod::config
