#pragma once

// Bytes to Request, incrementally, with limits. Knows no socket.

#include <http_parser.h>

#include <cstdint>
#include <string_view>

#include "firmware-agent/http/request.h"

namespace peapod::http {

class RequestParser {
 public:
  enum class State : std::uint8_t { Idle, Head, Body, Done, Failed };

  RequestParser() { reset(); }
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Takes bytes up to the end of one request and returns how many; the rest belongs to what follows. Not in
  // Done or Failed.
  std::size_t feed(std::string_view bytes);

  State state() const { return state_; }
  int error_status() const { return error_status_; }  // Failed: 400, 413 or 431.

  // The peer waits for "100 Continue" before it sends the body.
  bool wants_continue() const;

  // The request in state Done; the parser is then ready for the next.
  Request take();

 private:
  void reset();
  int fail(int status);
  bool count_head(std::size_t bytes);

  static RequestParser& self(http_parser* parser) { return *static_cast<RequestParser*>(parser->data); }
  static int on_url(http_parser* parser, const char* at, std::size_t length);
  static int on_field(http_parser* parser, const char* at, std::size_t length);
  static int on_value(http_parser* parser, const char* at, std::size_t length);
  static int on_head_done(http_parser* parser);
  static int on_body(http_parser* parser, const char* at, std::size_t length);
  static int on_done(http_parser* parser);

  http_parser parser_;
  Request request_;
  State state_ = State::Idle;
  bool last_was_value_ = true;
  std::size_t head_bytes_ = 0;
  int error_status_ = 400;
};

}  // namespace peapod::http
