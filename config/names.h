#pragma once

// The rules for names in a Pod, in the words of the API server (apimachinery/pkg/util/validation of Kubernetes 1.36).
// Each is a Rule (config/field.h): it returns what is required, or nothing when the text is fine.

#include <string>
#include <string_view>

namespace peapod::config {

std::string dns_label(std::string_view text);      // "web-1", at most 63.
std::string dns_subdomain(std::string_view text);  // "web.example.org", at most 253.
std::string search_domain(std::string_view text);  // "_tcp.example.org.", or ".".
std::string uid(std::string_view text);            // A part of paths: letters, digits, '-', at most 63.
std::string label_key(std::string_view text);      // "app", "example.org/app": name at most 63, prefix 253.
std::string label_value(std::string_view text);    // Empty or at most 63.
std::string config_key(std::string_view text);     // A key of a ConfigMap or Secret: it is a file name too.
std::string env_name(std::string_view text);       // Printable ASCII without '='.
std::string port_name(std::string_view text);      // IANA_SVC_NAME: at most 15, at least one letter.
std::string capability(std::string_view text);     // "NET_ADMIN"; the set of names is the kernel's.
std::string sysctl_name(std::string_view text);    // "net.ipv4.ip_forward", at most 253.
std::string header_name(std::string_view text);    // Letters, digits, '-'.
std::string one_line(std::string_view text);       // No control characters: header values.
std::string no_blanks(std::string_view text);      // Not empty, no blank or control character: images, hosts, URLs.
std::string image_name(std::string_view text);     // "nginx:1.25", "registry.example:5000/app@sha256:...".
std::string absolute_path(std::string_view text);
std::string relative_path(std::string_view text);  // Without "..".
std::string volume_file(std::string_view text);    // The same, and not "..data", which is the volume's own.
std::string ip_address(std::string_view text);     // IPv4 or IPv6.

}  // namespace peapod::config
