#pragma once

// Bytes to a response, incrementally: status and headers are kept, the body is handed on piece by piece. For
// the command line's client.

#include <http_parser.h>

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "firmware-agent/http/request.h"

namespace peapod::http {

class ResponseParser {
 public:
  enum class State : std::uint8_t { Head, Body, Done, Failed };

  // `on_body` is called once the head is complete, any number of times.
  explicit ResponseParser(std::function<void(std::string_view)> on_body);
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;

  // Takes bytes up to the end of the response and returns how many. After a 101 answer the rest is not HTTP.
  std::size_t feed(std::string_view bytes);
  void end_of_stream();  // The peer has closed: completes a body without a length, fails a cut one.

  State state() const { return state_; }
  int status() const { return static_cast<int>(parser_.status_code); }
  std::string_view header(std::string_view name) const { return find_header(headers_, name); }

 private:
  static ResponseParser& self(http_parser* parser) { return *static_cast<ResponseParser*>(parser->data); }
  static int on_field(http_parser* parser, const char* at, std::size_t length);
  static int on_value(http_parser* parser, const char* at, std::size_t length);
  static int on_head_done(http_parser* parser);
  static int on_body(http_parser* parser, const char* at, std::size_t length);
  static int on_done(http_parser* parser);
  static const http_parser_settings kSettings;

  http_parser parser_;
  std::function<void(std::string_view)> body_;
  std::vector<Header> headers_;
  bool last_was_value_ = true;
  State state_ = State::Head;
};

}  // namespace peapod::http
