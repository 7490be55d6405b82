#pragma once

#include <string>
#include <string_view>

namespace peapod::http {

std::string_view reason_phrase(int status);

// Status line and the headers every answer has, without the empty line that ends them. `extra_headers` is
// whole lines.
std::string response_head(int status, std::string_view content_type, std::string_view extra_headers);

}  // namespace peapod::http
