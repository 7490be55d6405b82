#include "firmware-agent/runtime/http_probe_request.h"

#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

std::string request(const std::vector<config::HttpHeader>& headers, bool keeps_host = true) {
  std::string text;
  write_request(make_request(headers, "kube-probe/1.36"), {false, "127.0.0.1", 8080, "/healthz?full=1"}, keeps_host,
                text);
  return text;
}

TEST(HttpProbeRequest, HasKubeletsHeaders) {
  EXPECT_EQ(request({}),
            "GET /healthz?full=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: kube-probe/1.36\r\nAccept: */*\r\n"
            "Connection: close\r\n\r\n");
}

TEST(HttpProbeRequest, TakesHeadersAsGiven) {
  EXPECT_EQ(
      request({{"X-One", "1"}, {"x-one", "2"}, {"host", "web.example"}, {"USER-AGENT", "me"}, {"accept", "text/html"}}),
      "GET /healthz?full=1 HTTP/1.1\r\nHost: web.example\r\nUser-Agent: me\r\nX-One: 1\r\nx-one: 2\r\n"
      "accept: text/html\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(request({{"Accept", ""}, {"User-Agent", ""}, {"Content-Length", "5"}, {"Connection", "keep-alive"}}),
            "GET /healthz?full=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: close\r\n\r\n");
  EXPECT_NE(request({{"Host", "web.example"}}, false).find("Host: 127.0.0.1:8080\r\n"), std::string::npos);
}

TEST(HttpProbeRequest, RefusesWhatWouldMakeAnotherHeader) {
  EXPECT_EQ(make_request({{"X", "a\r\nY: b"}}, "a").invalid, "net/http: invalid header field value for \"X\"");
  EXPECT_EQ(make_request({{"X Y", "a"}}, "a").invalid, "net/http: invalid header field name \"X Y\"");
  EXPECT_EQ(make_request({{"", "a"}}, "a").invalid, "net/http: invalid header field name \"\"");
  EXPECT_EQ(make_request({{"X", "tab\tand \xc3\xa9"}}, "a").invalid, "");
}

TEST(HttpProbeRequest, PathIsSafeInARequestLine) {
  EXPECT_EQ(request_path(""), "/");
  EXPECT_EQ(request_path("healthz"), "/healthz");
  EXPECT_EQ(request_path("/a?b=c&d=%20#frag"), "/a?b=c&d=%20");
  EXPECT_EQ(request_path("/a b\r\nX: y\xc3\xa9"), "/a%20b%0D%0AX:%20y%C3%A9");
}

TEST(ResolveLocation, FollowsRfc3986) {
  const HttpUrl base{false, "127.0.0.1", 8080, "/a/b/c?q=1"};
  const struct {
    const char* location;
    const char* url;
    bool relative;
  } kRows[] = {
      {"/x", "http://127.0.0.1:8080/x", true},
      {"x?y=/../z", "http://127.0.0.1:8080/a/b/x?y=/../z", true},
      {"../x", "http://127.0.0.1:8080/a/x", true},
      {"../../../x", "http://127.0.0.1:8080/x", true},
      {".", "http://127.0.0.1:8080/a/b/", true},
      {"..", "http://127.0.0.1:8080/a/", true},
      {"./x/./y/../z", "http://127.0.0.1:8080/a/b/x/z", true},
      {"/..", "http://127.0.0.1:8080/", true},
      {"?z", "http://127.0.0.1:8080/a/b/c?z", true},
      {"#top", "http://127.0.0.1:8080/a/b/c", true},
      {"//other/x", "http://other:80/x", false},
      {"http://other", "http://other:80/", false},
      {"HTTP://127.0.0.1:9/x#f", "http://127.0.0.1:9/x", false},
      {"https://127.0.0.1/x", "https://127.0.0.1:443/x", false},
      {"http://[::1]:81/", "http://[::1]:81/", false},
      {"http://h?q", "http://h:80/?q", false},
      {"/a b", "http://127.0.0.1:8080/a%20b", true},
  };
  for (const auto& row : kRows) {
    HttpUrl url;
    bool relative = false;
    ASSERT_TRUE(resolve_location(base, row.location, url, relative)) << row.location;
    std::string text;
    url.append_text(text);
    EXPECT_EQ(text, row.url) << row.location;
    EXPECT_EQ(relative, row.relative) << row.location;
  }
}

TEST(ResolveLocation, RefusesWhatIsNoUrlOfHttp) {
  const HttpUrl base{false, "127.0.0.1", 8080, "/"};
  for (const std::string& location :
       {std::string("ftp://127.0.0.1/"), std::string("http:/x"), std::string("http://"), std::string("http://u@h/"),
        std::string("http://h:0/"), std::string("http://h:65536/"), std::string("http://h:8x/"),
        std::string("http://x]/"), std::string("http://[::1]x/"), "/" + std::string(kHttpUrlMax, 'x'),
        "/" + std::string(kHttpUrlMax - 1, ' ')}) {
    HttpUrl url;
    bool relative = false;
    EXPECT_FALSE(resolve_location(base, location, url, relative)) << location;
  }
}

}  // namespace
}  // namespace peapod::runtime
