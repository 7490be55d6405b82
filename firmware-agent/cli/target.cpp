#include "firmware-agent/cli/target.h"

#include "firmware-agent/http/url.h"

namespace peapod::cli {

std::string target(std::string_view resource, std::string_view ns, std::string_view name) {
  std::string text = "/api/v1";
  if (!ns.empty()) text += "/namespaces/" + http::percent_encode(ns);
  text.append("/").append(resource);
  if (!name.empty()) text += "/" + http::percent_encode(name);
  return text;
}

void add_query(std::string& target, std::string_view key, std::string_view value) {
  target += target.find('?') == std::string::npos ? '?' : '&';
  target.append(key).append("=").append(http::percent_encode(value));
}

}  // namespace peapod::cli
