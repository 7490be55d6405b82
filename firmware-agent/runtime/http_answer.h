#pragma once

// One HTTP/1.x response as a probe reads it: the status, where it redirects to, and the beginning of its
// body. Fed with what comes from the socket; keeps its buffers from answer to answer.

#include <http_parser.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace peapod::runtime {

class HttpAnswer {
 public:
  static constexpr std::size_t kBodyMax = 10 << 10;  // Bytes read of a body (kubelet probe/http maxRespBodyLength).
  static constexpr std::size_t kBodyStart = 1024;    // Bytes kept of it.
  static constexpr std::size_t kLocationMax = 2048;  // A longer Location is not followed.
  // The head is limited to 80 KiB by http_parser (HTTP_MAX_HEADER_SIZE): malformed beyond that.

  enum class State : std::uint8_t { Incomplete, HeadComplete, Complete, Malformed, CutShort };

  HttpAnswer();
  HttpAnswer(const HttpAnswer&) = delete;
  HttpAnswer& operator=(const HttpAnswer&) = delete;

  void reset();
  // Empty: the other side has closed. Complete: the body has ended, or kBodyMax of it has been seen.
  State take(std::string_view bytes);

  bool begun() const { return begun_; }  // A byte has come.
  bool head_complete() const { return head_complete_; }
  bool complete() const { return complete_ || body_bytes_ >= kBodyMax; }
  int status() const { return parser_.status_code; }
  std::string_view body_start() const { return body_start_; }

  // Go's net/http redirectBehavior: 301, 302, 303, 307, 308 with a Location.
  bool is_redirect() const;
  struct Location {
    std::string_view text;
    bool complete = true;  // False: longer than kLocationMax.
  };
  Location location() const { return {location_, !location_too_long_}; }
  void ignore_location() { location_.clear(); }

 private:
  static const http_parser_settings& settings();
  static HttpAnswer& of(http_parser* parser) { return *static_cast<HttpAnswer*>(parser->data); }
  void header_name(std::string_view part);
  void header_value(std::string_view part);

  http_parser parser_{};
  bool begun_ = false;
  bool head_complete_ = false;
  bool complete_ = false;
  std::size_t body_bytes_ = 0;
  std::string body_start_;

  std::string name_;  // Of the header being read; no longer than needed to know it from "location".
  bool in_value_ = false;
  std::string location_;  // The first one's value.
  bool location_too_long_ = false;
};

}  // namespace peapod::runtime
