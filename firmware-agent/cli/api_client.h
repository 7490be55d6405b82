#pragma once

// Talks HTTP to the agent on its unix socket, blocking. One connection for each request.

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "firmware-agent/http/response_parser.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::cli {

inline constexpr std::string_view kAsJson = "application/json";
inline constexpr std::string_view kAsTable = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

struct HttpRequest {
  std::string_view method = "GET";
  std::string target;
  std::string body;
  std::string_view accept = kAsJson;
  std::string_view extra_headers;  // Whole lines.
};

// An answer while it arrives.
class Incoming {
 public:
  explicit Incoming(UniqueFd fd);

  // Reads until the head is there.
  Result<void> read_head();
  int status() const { return parser_.status(); }
  std::string_view header(std::string_view name) const { return parser_.header(name); }

  // Waits for bytes and takes them in; false at the end of the answer. Error when it is cut off.
  Result<bool> read_more();
  // The body so far, which is forgotten.
  std::string take_body() { return std::exchange(body_, {}); }
  // The whole body.
  Result<std::string> read_rest();

  int fd() const { return fd_.get(); }
  // After status 101: the connection, and what has come on it after the head.
  UniqueFd take_fd() { return std::move(fd_); }
  std::string take_tail() { return std::exchange(tail_, {}); }

 private:
  UniqueFd fd_;
  std::string body_;
  std::string tail_;
  http::ResponseParser parser_;
};

struct Reply {
  int status = 0;
  std::string body;

  bool ok() const { return status >= 200 && status < 300; }
};

class ApiClient {
 public:
  explicit ApiClient(std::string socket_path) : socket_path_(std::move(socket_path)) {}

  Result<Reply> ask(const HttpRequest& request) const;
  // The answer's head has been read.
  Result<std::unique_ptr<Incoming>> open(const HttpRequest& request) const;

  const std::string& socket_path() const { return socket_path_; }

 private:
  std::string socket_path_;
};

// Says why the agent did not answer, or what it refused, on stderr, as kubectl does. Returns 1.
int complain(const Error& error);
int complain(const Reply& reply);

}  // namespace peapod::cli
