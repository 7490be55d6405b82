#include "config/names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace peapod::config {
namespace {

struct Row {
  const char* what;
  std::string (*rule)(std::string_view);
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

std::vector<Row> rows() {
  const auto a = [](std::size_t count) { return std::string(count, 'a'); };
  return {
      {"dns_label", dns_label, {"a", "0", "web-1", a(63)}, {"", "-a", "a-", "A", "a.b", "a_b", a(64)}},
      {"dns_subdomain",
       dns_subdomain,
       {"a", "a.b-c.d", a(63) + "." + a(63), a(253)},
       {"", ".", "a.", ".a", "a..b", "a.-b", "A.b", a(254)}},
      {"uid", uid, {"3f0c8a52-0b5e", "A1"}, {"", "../x", "a/b", "-a", "a b", a(64)}},
      {"label_key",
       label_key,
       {"app", "example.org/app", "A_b.c-d", "x/" + a(63)},
       {"", "/", "/a", "a/", "a/b/c", "-a", "a b", "Ex.org/a", a(64)}},
      {"label_value", label_value, {"", "a", "A_b.c-d", a(63)}, {"-a", "a-", "a b", "a/b", a(64)}},
      {"env_name", env_name, {"A", "a.b", "1", "with blank", "~"}, {"", "a=b", "a\n", "é"}},
      {"port_name", port_name, {"http", "a", "h2c-1", a(15)}, {"", "8080", "a--b", "-a", "a-", "HTTP", a(16)}},
      {"capability", capability, {"ALL", "NET_ADMIN"}, {"", "CAP_NET_ADMIN", "net_admin", "NET-ADMIN"}},
      {"header_name", header_name, {"Host", "X-A_b"}, {"", "a b", "a:", "a\r\n"}},
      {"one_line", one_line, {"", "a b"}, {"a\r\nb", "a\tb"}},
      {"no_blanks", no_blanks, {"busybox:1", "/ok?x=1"}, {"", " a", "a ", "a b", "a\n"}},
      {"absolute_path", absolute_path, {"/", "/a b"}, {"", "a", " /a"}},
      {"ip_address", ip_address, {"10.0.0.1", "::1", "2001:db8::1"}, {"", "10.0.0", "1.2.3.400", "host", "1.2.3.4 "}},
  };
}

TEST(Names, FollowTheRulesOfKubernetes) {
  for (const Row& row : rows()) {
    for (const std::string& text : row.good) EXPECT_EQ(row.rule(text), "") << row.what << " '" << text << "'";
    for (const std::string& text : row.bad) EXPECT_NE(row.rule(text), "") << row.what << " '" << text << "'";
  }
}

}  // namespace
}  // namespace peapod::config
