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
      {"header_name", header_name, {"Host", "X-A-b"}, {"", "X-A_b", "a b", "a:", "a\r\n"}},
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

// Word for word as the API server says it.
TEST(Names, SpeakAsTheApiServer) {
  EXPECT_EQ(dns_label("Web"),
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
            "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
  EXPECT_EQ(dns_subdomain("Web"),
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
            "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
  EXPECT_EQ(dns_label(std::string(64, 'a')), "must be no more than 63 bytes");
  EXPECT_EQ(dns_subdomain(std::string(254, 'a')), "must be no more than 253 bytes");
  EXPECT_EQ(label_key("a/"), "name part must be non-empty");
  EXPECT_EQ(label_key("/a"), "prefix part must be non-empty");
  EXPECT_EQ(label_key(std::string(64, 'a')), "name part must be no more than 63 bytes");
  EXPECT_TRUE(label_key("A.b/c").starts_with("prefix part a lowercase RFC 1123 subdomain must consist"));
  EXPECT_TRUE(label_key("a/b/c").ends_with("prefix and '/' (e.g. 'example.com/MyName')"));
  EXPECT_EQ(port_name("8080"), "must contain at least one letter (a-z)");
  EXPECT_EQ(port_name("a--b"), "must not contain consecutive hyphens");
  EXPECT_EQ(port_name("-a"), "must not begin or end with a hyphen");
  EXPECT_EQ(port_name("a_b"), "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  EXPECT_EQ(env_name("a=b"),
            "a valid environment variable name must consist only of printable ASCII characters other than '='");
}

}  // namespace
}  // namespace peapod::config
