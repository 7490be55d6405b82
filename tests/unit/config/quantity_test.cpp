#include "config/quantity.h"

#include <gtest/gtest.h>

namespace peapod::config {
namespace {

struct Row {
  const char* text;
  QuantityUnit unit;
  std::int64_t value;
  const char* canonical;
};

// The canonical texts are those Kubernetes' resource.Quantity prints.
constexpr Row kGood[] = {
    {"0", QuantityUnit::Milli, 0, "0"},
    {"1", QuantityUnit::Milli, 1000, "1"},
    {"500m", QuantityUnit::Milli, 500, "500m"},
    {"0.5", QuantityUnit::Milli, 500, "500m"},
    {"0.1Ki", QuantityUnit::Milli, 103000, "103"},
    {".5", QuantityUnit::Milli, 500, "500m"},
    {"5.", QuantityUnit::Milli, 5000, "5"},
    {"+2", QuantityUnit::Milli, 2000, "2"},
    {"1000m", QuantityUnit::Milli, 1000, "1"},
    {"1500m", QuantityUnit::Milli, 1500, "1500m"},
    {"0.0001", QuantityUnit::Milli, 1, "100u"},
    {"100u", QuantityUnit::Milli, 1, "100u"},
    {"1n", QuantityUnit::Milli, 1, "1n"},
    {"0.0000000001", QuantityUnit::Milli, 1, "1n"},
    {"1e-1", QuantityUnit::Milli, 100, "100e-3"},
    {"1k", QuantityUnit::Milli, 1000000, "1k"},
    {"0", QuantityUnit::Bytes, 0, "0"},
    {"-0", QuantityUnit::Bytes, 0, "0"},
    {"0Ki", QuantityUnit::Bytes, 0, "0"},
    {"64Mi", QuantityUnit::Bytes, 64 << 20, "64Mi"},
    {"1024Mi", QuantityUnit::Bytes, 1 << 30, "1Gi"},
    {"1.5Gi", QuantityUnit::Bytes, 1610612736, "1536Mi"},
    {"0.5Ki", QuantityUnit::Bytes, 512, "512"},
    {"0.1Ki", QuantityUnit::Bytes, 103, "103"},
    {"1000Ki", QuantityUnit::Bytes, 1024000, "1000Ki"},
    {"1000000", QuantityUnit::Bytes, 1000000, "1M"},
    {"128974848", QuantityUnit::Bytes, 128974848, "128974848"},
    {"129e6", QuantityUnit::Bytes, 129000000, "129e6"},
    {"129E6", QuantityUnit::Bytes, 129000000, "129e6"},
    {"12e7", QuantityUnit::Bytes, 120000000, "120e6"},
    {"1e+3", QuantityUnit::Bytes, 1000, "1e3"},
    {"129M", QuantityUnit::Bytes, 129000000, "129M"},
    {"1E", QuantityUnit::Bytes, 1000000000000000000, "1E"},
    {"7Ei", QuantityUnit::Bytes, 8070450532247928832, "7Ei"},
    {"00012", QuantityUnit::Bytes, 12, "12"},
    {"10.00", QuantityUnit::Bytes, 10, "10"},
    {"1.00000000000000000000", QuantityUnit::Bytes, 1, "1"},
};

TEST(Quantity, IsExactAndRoundedUp) {
  for (const Row& row : kGood) {
    const ParsedQuantity parsed = parse_quantity(row.text, row.unit);
    EXPECT_EQ(parsed.problem, "") << row.text;
    EXPECT_EQ(parsed.quantity.value, row.value) << row.text;
    EXPECT_EQ(parsed.quantity.text, row.canonical) << row.text;
  }
}

TEST(Quantity, CanonicalTextMeansTheSame) {
  for (const Row& row : kGood) {
    const ParsedQuantity again = parse_quantity(row.canonical, row.unit);
    EXPECT_EQ(again.quantity.value, row.value) << row.canonical;
    EXPECT_EQ(again.quantity.text, row.canonical);
  }
}

TEST(Quantity, RefusesGarbage) {
  for (const char* text :
       {"",    " ",     "m",   "Mi", ".",     "+",   "-",     "1 Mi", " 1",  "1 ",     "1MB",  "1mi", "1K",
        "1ki", "1.2.3", "1,5", "1e", "1e1.5", "1eE", "1e+-3", "0x10", "ten", "1e9999", "1Mi1", "--1", "+-1"}) {
    EXPECT_NE(parse_quantity(text, QuantityUnit::Bytes).problem, "") << text;
  }
}

TEST(Quantity, RefusesWhatDoesNotFit) {
  EXPECT_EQ(parse_quantity("-1", QuantityUnit::Bytes).problem, "must be greater than or equal to 0");
  EXPECT_EQ(parse_quantity("8Ei", QuantityUnit::Bytes).problem, "must be less than 2^63");
  EXPECT_EQ(parse_quantity("10E", QuantityUnit::Bytes).problem, "must be less than 2^63");
  EXPECT_EQ(parse_quantity("1e1000", QuantityUnit::Milli).problem, "must be less than 2^63");
  EXPECT_EQ(parse_quantity("9300000000000000", QuantityUnit::Milli).problem, "must be less than 2^63");
}

TEST(Quantity, BytesAreWhole) {
  for (const char* text : {".5", "0.3", "1e-3", "1.0001k"}) {
    EXPECT_EQ(parse_quantity(text, QuantityUnit::Bytes).problem, "must be a whole number of bytes") << text;
  }
  EXPECT_NE(parse_quantity("128m", QuantityUnit::Bytes).problem.find("\"Mi\" is probably meant"), std::string::npos);
}

}  // namespace
}  // namespace peapod::config
