#include "firmware-agent/http/response_parser.h"

#include <utility>

#include "firmware-agent/http/limits.h"

namespace peapod::http {

const http_parser_settings ResponseParser::kSettings = [] {
  http_parser_settings settings{};
  settings.on_header_field = on_field;
  settings.on_header_value = on_value;
  settings.on_headers_complete = on_head_done;
  settings.on_body = on_body;
  settings.on_message_complete = on_done;
  return settings;
}();

ResponseParser::ResponseParser(std::function<void(std::string_view)> on_body) : body_(std::move(on_body)) {
  http_parser_init(&parser_, HTTP_RESPONSE);
  parser_.data = this;
}

int ResponseParser::on_field(http_parser* parser, const char* at, std::size_t length) {
  ResponseParser& me = self(parser);
  if (me.last_was_value_) {
    if (me.headers_.size() == kHeadersMax) return 1;
    me.headers_.emplace_back();
    me.last_was_value_ = false;
  }
  me.headers_.back().name.append(at, length);
  return 0;
}

int ResponseParser::on_value(http_parser* parser, const char* at, std::size_t length) {
  ResponseParser& me = self(parser);
  me.last_was_value_ = true;
  me.headers_.back().value.append(at, length);
  return 0;
}

int ResponseParser::on_head_done(http_parser* parser) {
  ResponseParser& me = self(parser);
  if (parser->status_code == 100) {
    me.headers_.clear();
  } else {
    me.state_ = State::Body;
  }
  return 0;
}

int ResponseParser::on_body(http_parser* parser, const char* at, std::size_t length) {
  self(parser).body_({at, length});
  return 0;
}

int ResponseParser::on_done(http_parser* parser) {
  ResponseParser& me = self(parser);
  if (me.state_ != State::Body) return 0;  // "100 Continue" is not the answer yet.
  me.state_ = State::Done;
  http_parser_pause(parser, 1);
  return 0;
}

std::size_t ResponseParser::feed(std::string_view bytes) {
  if (bytes.empty() || state_ == State::Done || state_ == State::Failed) return 0;
  const std::size_t taken = http_parser_execute(&parser_, &kSettings, bytes.data(), bytes.size());
  if (state_ != State::Done && HTTP_PARSER_ERRNO(&parser_) != HPE_OK) state_ = State::Failed;
  return taken;
}

void ResponseParser::end_of_stream() {
  if (state_ == State::Done || state_ == State::Failed) return;
  http_parser_execute(&parser_, &kSettings, nullptr, 0);
  if (state_ != State::Done) state_ = State::Failed;
}

}  // namespace peapod::http
