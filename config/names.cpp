#include "config/names.h"

#include <arpa/inet.h>

#include <algorithm>

namespace peapod::config {
namespace {

constexpr std::size_t kLabelMax = 63;
constexpr std::size_t kSubdomainMax = 253;
constexpr std::size_t kPortNameMax = 15;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower_alnum(char c) { return is_lower(c) || is_digit(c); }
bool is_alnum(char c) { return is_lower_alnum(c) || is_upper(c); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// Not empty, at most `max`, `ends` at both ends and `inside` everywhere.
bool is_word(std::string_view text, std::size_t max, bool (*ends)(char), bool (*inside)(char)) {
  return !text.empty() && text.size() <= max && ends(text.front()) && ends(text.back()) &&
         std::ranges::all_of(text, inside);
}

bool is_dns_label(std::string_view text, std::size_t max) {
  return is_word(text, max, is_lower_alnum, [](char c) { return is_lower_alnum(c) || c == '-'; });
}

bool is_dns_subdomain(std::string_view text) {
  if (text.size() > kSubdomainMax) return false;
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!is_dns_label(text.substr(0, dot), kSubdomainMax)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_qualified_part(std::string_view text) {
  return is_word(text, kLabelMax, is_alnum, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::string verdict(bool fine, const char* requirement) { return fine ? std::string() : requirement; }

}  // namespace

std::string dns_label(std::string_view text) {
  return verdict(is_dns_label(text, kLabelMax),
                 "must be a DNS-1123 label (lower case letters, digits and '-', a letter or digit at both ends, at "
                 "most 63 characters)");
}

std::string dns_subdomain(std::string_view text) {
  return verdict(is_dns_subdomain(text),
                 "must be a DNS-1123 subdomain (lower case letters, digits, '-' and '.', a letter or digit at both "
                 "ends of every part, at most 253 characters)");
}

std::string uid(std::string_view text) {
  return verdict(is_word(text, kLabelMax, is_alnum, [](char c) { return is_alnum(c) || c == '-'; }),
                 "must be a UID (letters, digits and '-', at most 63 characters)");
}

std::string label_key(std::string_view text) {
  const std::size_t slash = text.find('/');
  const bool has_prefix = slash != std::string_view::npos;
  const bool fine = is_qualified_part(has_prefix ? text.substr(slash + 1) : text) &&
                    (!has_prefix || is_dns_subdomain(text.substr(0, slash)));
  return verdict(fine,
                 "the key must be a name of letters, digits, '-', '_' and '.' (a letter or digit at both ends, at most "
                 "63 characters), with an optional DNS prefix before a '/'");
}

std::string label_value(std::string_view text) {
  return verdict(text.empty() || is_qualified_part(text),
                 "must be empty or of letters, digits, '-', '_' and '.' (a letter or digit at both ends, at most 63 "
                 "characters)");
}

std::string env_name(std::string_view text) {
  const auto allowed = [](char c) { return c >= 0x20 && c < 0x7F && c != '='; };
  return verdict(!text.empty() && std::ranges::all_of(text, allowed),
                 "must be a variable's name (printable ASCII without '=')");
}

std::string port_name(std::string_view text) {
  const bool fine = is_dns_label(text, kPortNameMax) && std::ranges::any_of(text, is_lower) &&
                    text.find("--") == std::string_view::npos;
  return verdict(fine,
                 "must be a port name (lower case letters, digits and single '-', at least one letter, at most 15 "
                 "characters)");
}

std::string capability(std::string_view text) {
  const auto allowed = [](char c) { return is_upper(c) || is_digit(c) || c == '_'; };
  return verdict(!text.empty() && std::ranges::all_of(text, allowed) && !text.starts_with("CAP_"),
                 "must be the name of a capability in upper case without CAP_, as in \"NET_ADMIN\", or \"ALL\"");
}

std::string header_name(std::string_view text) {
  const auto allowed = [](char c) {
    return is_alnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  };
  return verdict(!text.empty() && std::ranges::all_of(text, allowed),
                 "must be the name of an HTTP header (letters, digits and '-')");
}

std::string one_line(std::string_view text) {
  return verdict(std::ranges::none_of(text, is_control), "must not contain control characters");
}

std::string no_blanks(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || is_control(c); };
  return verdict(!text.empty() && std::ranges::none_of(text, blank),
                 "must be given, without blanks and control characters");
}

std::string absolute_path(std::string_view text) { return verdict(text.starts_with('/'), "must be an absolute path"); }

std::string relative_path(std::string_view text) {
  if (text.starts_with('/')) return "must be a relative path";
  const bool climbs =
      text == ".." || text.starts_with("../") || text.ends_with("/..") || text.find("/../") != std::string_view::npos;
  return verdict(!climbs, "must not contain '..'");
}

std::string ip_address(std::string_view text) {
  const std::string terminated(text);
  unsigned char bytes[sizeof(in6_addr)];
  return verdict(
      inet_pton(AF_INET, terminated.c_str(), bytes) == 1 || inet_pton(AF_INET6, terminated.c_str(), bytes) == 1,
      "must be an IP address");
}

}  // namespace peapod::config
