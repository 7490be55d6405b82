#include "firmware-agent/http/request_parser.h"

#include <cassert>
#include <utility>

#include "firmware-agent/http/limits.h"

namespace peapod::http {

void RequestParser::reset() {
  http_parser_init(&parser_, HTTP_REQUEST);
  parser_.data = this;
  request_ = {};
  state_ = State::Idle;
  last_was_value_ = true;
  head_bytes_ = 0;
}

int RequestParser::fail(int status) {
  error_status_ = status;
  state_ = State::Failed;
  return 1;
}

bool RequestParser::count_head(std::size_t bytes) {
  head_bytes_ += bytes;
  return head_bytes_ <= kHeadBytesMax;
}

int RequestParser::on_url(http_parser* parser, const char* at, std::size_t length) {
  RequestParser& me = self(parser);
  if (!me.count_head(length)) return me.fail(431);
  me.request_.path.append(at, length);
  return 0;
}

int RequestParser::on_field(http_parser* parser, const char* at, std::size_t length) {
  RequestParser& me = self(parser);
  auto& headers = me.request_.headers;
  if (me.last_was_value_) {
    if (headers.size() == kHeadersMax) return me.fail(431);
    headers.emplace_back();
    me.last_was_value_ = false;
  }
  if (!me.count_head(length)) return me.fail(431);
  headers.back().name.append(at, length);
  return 0;
}

int RequestParser::on_value(http_parser* parser, const char* at, std::size_t length) {
  RequestParser& me = self(parser);
  me.last_was_value_ = true;
  if (!me.count_head(length)) return me.fail(431);
  me.request_.headers.back().value.append(at, length);
  return 0;
}

int RequestParser::on_head_done(http_parser* parser) {
  RequestParser& me = self(parser);
  me.state_ = State::Body;
  // http_parser says "unknown length" with all ones.
  if (parser->content_length == ~std::uint64_t{0} || parser->content_length <= kBodyBytesMax) return 0;
  me.fail(413);
  return -1;  // From this callback 1 would mean that there is no body.
}

int RequestParser::on_body(http_parser* parser, const char* at, std::size_t length) {
  RequestParser& me = self(parser);
  if (me.request_.body.size() + length > kBodyBytesMax) return me.fail(413);
  me.request_.body.append(at, length);
  return 0;
}

int RequestParser::on_done(http_parser* parser) {
  RequestParser& me = self(parser);
  Request& request = me.request_;
  request.method = http_method_str(static_cast<http_method>(parser->method));
  request.keep_alive = http_should_keep_alive(parser) != 0;
  request.upgrade = parser->upgrade != 0;
  if (const auto mark = request.path.find('?'); mark != std::string::npos) {
    request.query = request.path.substr(mark + 1);
    request.path.resize(mark);
  }
  me.state_ = State::Done;
  http_parser_pause(parser, 1);  // One request at a time: stop before the next.
  return 0;
}

std::size_t RequestParser::feed(std::string_view bytes) {
  assert(state_ != State::Done && state_ != State::Failed);
  static constexpr http_parser_settings kSettings = [] {
    http_parser_settings settings{};
    settings.on_url = on_url;
    settings.on_header_field = on_field;
    settings.on_header_value = on_value;
    settings.on_headers_complete = on_head_done;
    settings.on_body = on_body;
    settings.on_message_complete = on_done;
    return settings;
  }();
  if (bytes.empty()) return 0;
  if (state_ == State::Idle) state_ = State::Head;
  const std::size_t taken = http_parser_execute(&parser_, &kSettings, bytes.data(), bytes.size());
  if (state_ == State::Failed || state_ == State::Done) return taken;
  if (const auto error = HTTP_PARSER_ERRNO(&parser_); error != HPE_OK) fail(error == HPE_HEADER_OVERFLOW ? 431 : 400);
  return taken;
}

bool RequestParser::wants_continue() const {
  return state_ == State::Body && request_.body.empty() &&
         equals_ignoring_case(request_.header("Expect"), "100-continue");
}

Request RequestParser::take() {
  assert(state_ == State::Done);
  Request request = std::move(request_);
  reset();
  return request;
}

}  // namespace peapod::http
