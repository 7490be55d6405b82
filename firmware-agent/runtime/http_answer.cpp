#include "firmware-agent/runtime/http_answer.h"

#include <strings.h>

#include <algorithm>

namespace peapod::runtime {
namespace {

constexpr std::string_view kLocation = "location";

// "100 Continue" and "103 Early Hints" come before the answer proper; 101 is one.
bool is_interim(const http_parser& parser) { return parser.status_code / 100 == 1 && parser.status_code != 101; }

void append_up_to(std::string& text, std::string_view part, std::size_t size_max) {
  text.append(part.substr(0, size_max - std::min(size_max, text.size())));
}

}  // namespace

HttpAnswer::HttpAnswer() {
  body_start_.reserve(kBodyStart);
  name_.reserve(kLocation.size() + 1);
  location_.reserve(kLocationMax);
  reset();
}

void HttpAnswer::reset() {
  http_parser_init(&parser_, HTTP_RESPONSE);
  parser_.data = this;
  begun_ = false;
  head_complete_ = false;
  complete_ = false;
  body_bytes_ = 0;
  body_start_.clear();
  name_.clear();
  in_value_ = false;
  location_.clear();
  location_too_long_ = false;
}

const http_parser_settings& HttpAnswer::settings() {
  static const http_parser_settings kSettings = [] {
    http_parser_settings settings;
    http_parser_settings_init(&settings);
    settings.on_header_field = [](http_parser* parser, const char* at, std::size_t size) {
      of(parser).header_name({at, size});
      return 0;
    };
    settings.on_header_value = [](http_parser* parser, const char* at, std::size_t size) {
      of(parser).header_value({at, size});
      return 0;
    };
    settings.on_headers_complete = [](http_parser* parser) {
      of(parser).head_complete_ = !is_interim(*parser);
      return 0;
    };
    settings.on_body = [](http_parser* parser, const char* at, std::size_t size) {
      HttpAnswer& answer = of(parser);
      answer.body_bytes_ += size;
      append_up_to(answer.body_start_, {at, size}, kBodyStart);
      return 0;
    };
    settings.on_message_complete = [](http_parser* parser) {
      of(parser).complete_ = !is_interim(*parser);
      // What follows an answer is no concern of ours.
      if (!is_interim(*parser)) http_parser_pause(parser, 1);
      return 0;
    };
    return settings;
  }();
  return kSettings;
}

HttpAnswer::State HttpAnswer::take(std::string_view bytes) {
  begun_ = begun_ || !bytes.empty();
  http_parser_execute(&parser_, &settings(), bytes.data(), bytes.size());
  const http_errno error = HTTP_PARSER_ERRNO(&parser_);
  if (complete()) return State::Complete;
  if (bytes.empty()) return State::CutShort;
  if (error != HPE_OK && error != HPE_PAUSED) return State::Malformed;
  return head_complete_ ? State::HeadComplete : State::Incomplete;
}

void HttpAnswer::header_name(std::string_view part) {
  if (in_value_) name_.clear();
  in_value_ = false;
  append_up_to(name_, part, kLocation.size() + 1);
}

void HttpAnswer::header_value(std::string_view part) {
  const bool begins = !in_value_;
  in_value_ = true;
  if (name_.size() != kLocation.size() || strncasecmp(name_.data(), kLocation.data(), kLocation.size()) != 0) return;
  if (begins && !location_.empty()) {
    name_.clear();  // A second one does not count.
    return;
  }
  location_too_long_ = location_too_long_ || location_.size() + part.size() > kLocationMax;
  append_up_to(location_, part, kLocationMax);
}

bool HttpAnswer::is_redirect() const {
  switch (status()) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return !location_.empty();
    default:
      return false;
  }
}

}  // namespace peapod::runtime
