#include "firmware-agent/api/call.h"

namespace peapod::api {

void answer(Call& call, int status, std::string_view json) {
  call.connection.respond(status, "application/json", json, call.warnings);
}

void answer(Call& call, const StatusError& error) { answer(call, error.code, to_json(error)); }

// RFC 7234 5.5 as apimachinery/pkg/util/net writes it: code 299, no agent, a quoted text.
void warn(Call& call, std::string_view text) {
  std::string line = "Warning: 299 - \"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) continue;
    if (c == '"' || c == '\\') line += '\\';
    line += c;
  }
  line += "\"\r\n";
  if (call.warnings.size() + line.size() <= kWarningsBytesMax) call.warnings += line;
}

// The first media type of the list that we can give wins; a list without any of ours gets plain JSON, as
// every client understands it.
bool wants_table(const http::Request& request) {
  std::string_view accept = request.header("Accept");
  while (!accept.empty()) {
    const std::string_view type = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(accept.size(), type.size() + 1));
    if (type.find("application/json") == std::string_view::npos) continue;
    if (type.find("as=Table") == std::string_view::npos) return false;
    if (type.find("g=meta.k8s.io") != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace peapod::api
