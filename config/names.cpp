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

// What stands between the points of `text`.
bool all_labels(std::string_view text, bool (*is_label)(std::string_view label)) {
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_dns_subdomain(std::string_view text) {
  return text.size() <= kSubdomainMax &&
         all_labels(text, [](std::string_view label) { return is_dns_label(label, kSubdomainMax); });
}

bool is_qualified_part(std::string_view text) {
  return is_word(text, kLabelMax, is_alnum, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::string verdict(bool fine, const char* requirement) { return fine ? std::string() : requirement; }

std::string too_long(std::size_t max) { return "must be no more than " + std::to_string(max) + " bytes"; }

// One part of a qualified name, in the words of IsQualifiedName.
std::string name_part(std::string_view text) {
  if (text.empty()) return "name part must be non-empty";
  if (text.size() > kLabelMax) return "name part " + too_long(kLabelMax);
  return verdict(is_qualified_part(text),
                 "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                 "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                 "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
}

}  // namespace

std::string dns_label(std::string_view text) {
  if (text.size() > kLabelMax) return too_long(kLabelMax);
  return verdict(is_dns_label(text, kLabelMax),
                 "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
                 "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
                 "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
}

std::string dns_subdomain(std::string_view text) {
  if (text.size() > kSubdomainMax) return too_long(kSubdomainMax);
  return verdict(is_dns_subdomain(text),
                 "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and "
                 "must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
                 "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
}

// Labels may have '_', as SRV names do, and a point may stand at the end (IsDNS1123SubdomainWithUnderscore).
std::string search_domain(std::string_view text) {
  if (text == ".") return {};
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.size() > kSubdomainMax) return too_long(kSubdomainMax);
  const auto is_label = [](std::string_view label) {
    if (label.starts_with('_')) label.remove_prefix(1);
    return is_word(label, kSubdomainMax, is_lower_alnum,
                   [](char c) { return is_lower_alnum(c) || c == '-' || c == '_'; });
  };
  return verdict(all_labels(text, is_label),
                 "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', "
                 "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation "
                 "is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')");
}

// core/validation IsValidSysctlName.
std::string sysctl_name(std::string_view text) {
  std::string points(text);
  std::ranges::replace(points, '/', '.');
  const auto is_segment = [](std::string_view segment) {
    return is_word(segment, kSubdomainMax, is_lower_alnum,
                   [](char c) { return is_lower_alnum(c) || c == '-' || c == '_'; });
  };
  return verdict(text.size() <= kSubdomainMax && all_labels(points, is_segment),
                 "must have at most 253 characters and match regex "
                 "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
}

std::string uid(std::string_view text) {
  return verdict(is_word(text, kLabelMax, is_alnum, [](char c) { return is_alnum(c) || c == '-'; }),
                 "must be a UID (letters, digits and '-', at most 63 characters)");
}

std::string label_key(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return name_part(text);
  if (text.find('/', slash + 1) != std::string_view::npos) {
    return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
           "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
           "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. "
           "'example.com/MyName')";
  }
  const std::string_view prefix = text.substr(0, slash);
  if (prefix.empty()) return "prefix part must be non-empty";
  if (const std::string wrong = dns_subdomain(prefix); !wrong.empty()) return "prefix part " + wrong;
  return name_part(text.substr(slash + 1));
}

std::string label_value(std::string_view text) {
  if (text.size() > kLabelMax) return too_long(kLabelMax);
  return verdict(text.empty() || is_qualified_part(text),
                 "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                 "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
                 "regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
}

// apimachinery/pkg/util/validation IsConfigMapKey.
std::string config_key(std::string_view text) {
  if (text.size() > kSubdomainMax) return "must be no more than 253 bytes";
  const auto allowed = [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; };
  if (text.empty() || !std::ranges::all_of(text, allowed)) {
    return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name', or "
           "'KEY_NAME', or 'key-name')";
  }
  if (text == "." || text == "..") return "must not be '" + std::string(text) + "'";
  return verdict(!text.starts_with(".."), "must not start with '..'");
}

std::string env_name(std::string_view text) {
  if (text.empty()) return "environment variable name must be non-empty";
  const auto allowed = [](char c) { return c >= 0x20 && c < 0x7F && c != '='; };
  return verdict(std::ranges::all_of(text, allowed),
                 "a valid environment variable name must consist only of printable ASCII characters other than '='");
}

std::string port_name(std::string_view text) {
  if (text.size() > kPortNameMax) return too_long(kPortNameMax);
  if (!std::ranges::all_of(text, [](char c) { return is_lower_alnum(c) || c == '-'; })) {
    return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
  }
  if (!std::ranges::any_of(text, is_lower)) return "must contain at least one letter (a-z)";
  if (text.find("--") != std::string_view::npos) return "must not contain consecutive hyphens";
  return verdict(text.front() != '-' && text.back() != '-', "must not begin or end with a hyphen");
}

std::string capability(std::string_view text) {
  const auto allowed = [](char c) { return is_upper(c) || is_digit(c) || c == '_'; };
  return verdict(!text.empty() && std::ranges::all_of(text, allowed) && !text.starts_with("CAP_"),
                 "must be the name of a capability in upper case without CAP_, as in \"NET_ADMIN\", or \"ALL\"");
}

std::string header_name(std::string_view text) {
  const auto allowed = [](char c) { return is_alnum(c) || c == '-'; };
  return verdict(!text.empty() && std::ranges::all_of(text, allowed),
                 "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used "
                 "for validation is '[-A-Za-z0-9]+')");
}

std::string one_line(std::string_view text) {
  return verdict(std::ranges::none_of(text, is_control), "must not contain control characters");
}

std::string no_blanks(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || is_control(c); };
  if (text.empty()) return "must not be empty";
  if (blank(text.front()) || blank(text.back())) return "must not have leading or trailing whitespace";
  return verdict(std::ranges::none_of(text, blank), "must not contain blanks or control characters");
}

// distribution/reference takes no other characters; the kubelet says InvalidImageName when the container is to start.
std::string image_name(std::string_view text) {
  if (std::string wrong = no_blanks(text); !wrong.empty()) return wrong;
  const auto allowed = [](char c) {
    return is_alnum(c) || std::string_view("._-/:@[]").find(c) != std::string_view::npos;
  };
  if (!std::ranges::all_of(text, allowed) || !(is_alnum(text.front()) || text.front() == '[')) {
    return "must be the name of an image, as in \"nginx:1.25\" or \"registry.example/app:2\"";
  }
  const std::string_view last = text.substr(text.rfind('/') + 1);
  const std::string_view repository = last.substr(0, last.find_first_of(":@"));
  return verdict(std::ranges::none_of(repository, is_upper), "must be the name of an image: it is in lower case");
}

std::string absolute_path(std::string_view text) { return verdict(text.starts_with('/'), "must be an absolute path"); }

std::string relative_path(std::string_view text) {
  if (text.starts_with('/')) return "must be a relative path";
  const bool climbs =
      text == ".." || text.starts_with("../") || text.ends_with("/..") || text.find("/../") != std::string_view::npos;
  return verdict(!climbs, "must not contain '..'");
}

std::string volume_file(std::string_view text) {
  if (std::string wrong = relative_path(text); !wrong.empty()) return wrong;
  return verdict(!text.starts_with(".."), "must not start with '..'");
}

std::string ip_address(std::string_view text) {
  const std::string terminated(text);
  unsigned char bytes[sizeof(in6_addr)];
  return verdict(
      inet_pton(AF_INET, terminated.c_str(), bytes) == 1 || inet_pton(AF_INET6, terminated.c_str(), bytes) == 1,
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
}

}  // namespace peapod::config
