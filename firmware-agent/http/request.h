#pragma once

// One HTTP request, whole and in memory, as handlers see it.

#include <string>
#include <string_view>
#include <vector>

namespace peapod::http {

struct Header {
  std::string name;
  std::string value;
};

// The value of the first header of that name in any case; empty when there is none.
std::string_view find_header(const std::vector<Header>& headers, std::string_view name);

struct Request {
  std::string method;  // "GET".
  std::string path;    // As sent, still escaped, without the query.
  std::string query;   // As sent, without the '?'.
  std::vector<Header> headers;
  std::string body;
  bool keep_alive = true;
  bool upgrade = false;  // Asks to leave HTTP; bytes after the head are not HTTP.

  std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

// Compares ASCII without regard to case.
bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace peapod::http
