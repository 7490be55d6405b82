#include "firmware-agent/http/url.h"

#include <gtest/gtest.h>

namespace peapod::http {
namespace {

TEST(PercentEncoding, DecodesAndRefusesWhatIsCut) {
  EXPECT_EQ(percent_decode("a%20b%2Fc", false), "a b/c");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode("a+b", false), "a+b");
  EXPECT_EQ(percent_decode("%", false), std::nullopt);
  EXPECT_EQ(percent_decode("%4", false), std::nullopt);
  EXPECT_EQ(percent_decode("%4g", false), std::nullopt);
}

TEST(PercentEncoding, RoundTripsEveryByte) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  EXPECT_EQ(percent_decode(percent_encode(all), true), all);
}

TEST(Query, KeepsOrderAndRepetition) {
  const Query query = Query::parse("command=sh&command=-c&command=echo+%22hi%22&stdin=true&&tty");
  EXPECT_EQ(query.all("command"), (std::vector<std::string>{"sh", "-c", "echo \"hi\""}));
  EXPECT_EQ(query.get("command"), "sh");
  EXPECT_EQ(query.find("absent"), std::nullopt);
  EXPECT_TRUE(query.is_true("stdin"));
  EXPECT_TRUE(query.is_true("tty"));
}

TEST(Query, ReadsBooleansAsTheApiServer) {
  const Query query = Query::parse("a=false&b=0&c=1&d=true");
  EXPECT_FALSE(query.is_true("a"));
  EXPECT_FALSE(query.is_true("b"));
  EXPECT_TRUE(query.is_true("c"));
  EXPECT_TRUE(query.is_true("d"));
  EXPECT_FALSE(query.is_true("e"));
}

}  // namespace
}  // namespace peapod::http
