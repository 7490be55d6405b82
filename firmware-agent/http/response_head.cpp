#include "firmware-agent/http/response_head.h"

#include <http_parser.h>

#include "firmware-agent/http/request.h"

namespace peapod::http {
namespace {

// The buffer is parsed in one call, so each header arrives in one piece.
struct Reader {
  ResponseHead head;
  bool in_location = false;
  bool complete = false;
};

int on_field(http_parser* parser, const char* at, std::size_t length) {
  static_cast<Reader*>(parser->data)->in_location = equals_ignoring_case({at, length}, "Location");
  return 0;
}

int on_value(http_parser* parser, const char* at, std::size_t length) {
  Reader& reader = *static_cast<Reader*>(parser->data);
  if (reader.in_location) reader.head.location = {at, length};
  return 0;
}

int on_head_done(http_parser* parser) {
  Reader& reader = *static_cast<Reader*>(parser->data);
  if (parser->status_code < 200) return 0;
  reader.head.status = static_cast<int>(parser->status_code);
  reader.complete = true;
  http_parser_pause(parser, 1);
  return 0;
}

}  // namespace

HeadProgress parse_response_head(std::string_view buffer, ResponseHead& head) {
  http_parser_settings settings{};
  settings.on_header_field = on_field;
  settings.on_header_value = on_value;
  settings.on_headers_complete = on_head_done;
  Reader reader;
  http_parser parser;
  http_parser_init(&parser, HTTP_RESPONSE);
  parser.data = &reader;
  http_parser_execute(&parser, &settings, buffer.data(), buffer.size());
  if (reader.complete) {
    head = reader.head;
    return HeadProgress::Complete;
  }
  return HTTP_PARSER_ERRNO(&parser) == HPE_OK ? HeadProgress::Incomplete : HeadProgress::Malformed;
}

}  // namespace peapod::http
