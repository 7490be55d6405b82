#include "platform/images/image_reference.h"

#include <algorithm>

namespace peapod::platform {
namespace {

// The grammar's own bounds (distribution/reference reference.go, regexp.go).
constexpr std::size_t kNameLengthMax = 255;
constexpr std::size_t kTagLengthMax = 128;
constexpr std::size_t kDigestHexMin = 32;

constexpr std::string_view kDefaultDomain = "docker.io";
constexpr std::string_view kOldDefaultDomain = "index.docker.io";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }
bool is_letter_or_digit(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// [a-z0-9]+ parts joined by ".", "_", "__" or any number of "-".
bool is_path_component(std::string_view text) {
  if (text.empty() || !is_lower(text.front()) || !is_lower(text.back())) return false;
  for (std::size_t i = 0; i < text.size();) {
    if (is_lower(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (!is_lower(text[end])) ++end;
    std::string_view separator = text.substr(i, end - i);
    bool dashes = separator.find_first_not_of('-') == std::string_view::npos;
    if (separator != "." && separator != "_" && separator != "__" && !dashes) return false;
    i = end;
  }
  return true;
}

bool is_path(std::string_view text) {
  for (;;) {
    std::size_t slash = text.find('/');
    if (!is_path_component(text.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    text.remove_prefix(slash + 1);
  }
}

bool is_host_label(std::string_view text) {
  if (text.empty() || !is_letter_or_digit(text.front()) || !is_letter_or_digit(text.back())) return false;
  return std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  if (text.starts_with('[')) {
    std::size_t end = text.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    std::string_view address = text.substr(1, end - 1);
    if (!std::ranges::all_of(address, [](char c) { return is_hex(c) || (c >= 'A' && c <= 'F') || c == ':'; }))
      return false;
    text.remove_prefix(end + 1);
    if (text.empty()) return true;
    return text.size() > 1 && text[0] == ':' && std::ranges::all_of(text.substr(1), is_digit);
  }
  if (std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    std::string_view port = text.substr(colon + 1);
    if (port.empty() || !std::ranges::all_of(port, is_digit)) return false;
    text = text.substr(0, colon);
  }
  for (;;) {
    std::size_t dot = text.find('.');
    if (!is_host_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_tag(std::string_view text) {
  if (text.empty() || text.size() > kTagLengthMax || text[0] == '.' || text[0] == '-') return false;
  return std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_digest(std::string_view text) {
  if (text.starts_with("sha256:")) return is_sha256_digest(text);
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  std::string_view algorithm = text.substr(0, colon);
  std::string_view hex = text.substr(colon + 1);
  return std::ranges::all_of(algorithm, is_lower) && hex.size() >= kDigestHexMin && std::ranges::all_of(hex, is_hex);
}

// The first component is a host only when it looks like one: "a.b/c", "a:1/c", "localhost/c", "Host/c".
bool looks_like_domain(std::string_view text) {
  return text.find_first_of(".:") != std::string_view::npos || text == "localhost" ||
         std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::string ImageReference::text() const {
  std::string result = repository;
  if (!tag.empty()) result += ":" + tag;
  if (!digest.empty()) result += "@" + digest;
  return result;
}

std::string ImageReference::key() const { return digest.empty() ? repository + ":" + tag : repository + "@" + digest; }

bool is_sha256_digest(std::string_view text) {
  constexpr std::string_view kPrefix = "sha256:";
  return text.starts_with(kPrefix) && text.size() == kPrefix.size() + 64 &&
         std::ranges::all_of(text.substr(kPrefix.size()), is_hex);
}

std::optional<ImageReference> parse_image_reference(std::string_view text) {
  ImageReference reference;
  if (std::size_t at = text.find('@'); at != std::string_view::npos) {
    reference.digest = text.substr(at + 1);
    if (!is_digest(reference.digest)) return std::nullopt;
    text = text.substr(0, at);
  }

  std::string_view domain;
  std::size_t slash = text.find('/');
  if (slash != std::string_view::npos && looks_like_domain(text.substr(0, slash))) {
    domain = text.substr(0, slash);
    text.remove_prefix(slash + 1);
    if (!is_domain(domain)) return std::nullopt;
  }
  if (std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    reference.tag = text.substr(colon + 1);
    if (!is_tag(reference.tag)) return std::nullopt;
    text = text.substr(0, colon);
  }
  if (!is_path(text)) return std::nullopt;
  // 64 hexadecimal digits would be mistaken for an image's id.
  if (domain.empty() && text.size() == 64 && std::ranges::all_of(text, is_hex)) return std::nullopt;

  if (domain.empty() || domain == kOldDefaultDomain) domain = kDefaultDomain;
  reference.repository = std::string(domain) + "/";
  if (domain == kDefaultDomain && text.find('/') == std::string_view::npos) reference.repository += "library/";
  reference.repository += text;
  if (reference.repository.size() > kNameLengthMax) return std::nullopt;
  if (reference.tag.empty() && reference.digest.empty()) reference.tag = "latest";
  return reference;
}

}  // namespace peapod::platform
