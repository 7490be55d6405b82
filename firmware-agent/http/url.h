#pragma once

// Percent-encoding and query strings (RFC 3986; application/x-www-form-urlencoded in queries).

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peapod::http {

// Nothing when an escape is malformed.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

// Escapes all but unreserved characters.
std::string percent_encode(std::string_view text);

class Query {
 public:
  // Malformed escapes are kept as they are written.
  static Query parse(std::string_view text);

  // The first value of that key; nothing when the key is absent.
  std::optional<std::string_view> find(std::string_view key) const;
  std::string_view get(std::string_view key) const { return find(key).value_or(std::string_view{}); }
  std::vector<std::string> all(std::string_view key) const;
  // Present and neither "false" nor "0", as the API server reads booleans.
  bool is_true(std::string_view key) const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace peapod::http
