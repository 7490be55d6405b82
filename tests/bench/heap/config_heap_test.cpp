// What reading a manifest costs in memory and allocations, for ordinary and for hostile texts.

#include <gtest/gtest.h>

#include "config/load.h"
#include "tests/bench/heap/heap_use.h"
#include "tests/bench/manifests.h"

namespace peapod::bench {
namespace {

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;

HeapUse reading(const std::string& text) {
  return heap_use_of([&] { return config::load_pods(text); });
}

void print(const char* what, const HeapUse& use) {
  std::printf("%-40s peak %8zu bytes, kept %8zu, %8llu allocations\n", what, use.peak_bytes, use.kept_bytes,
              static_cast<unsigned long long>(use.allocations));
}

TEST(ConfigHeap, AManifestOfThreeContainersTakesLittle) {
  const std::string text = three_containers();
  ASSERT_EQ(config::load_pods(text).pods.size(), 1U);
  const HeapUse use = reading(text);
  print("three containers", use);
  EXPECT_LT(use.peak_bytes, 64 * kKiB);
  EXPECT_LT(use.kept_bytes, 24 * kKiB);
}

TEST(ConfigHeap, CostGrowsWithTheText) {
  const std::string small = many_pods(64 * kKiB);
  const std::string large = many_pods(kMiB - kKiB);
  ASSERT_FALSE(config::load_pods(large).pods.empty()) << config::render(config::load_pods(large).diagnostics, "");
  const HeapUse small_use = reading(small);
  const HeapUse large_use = reading(large);
  print("64 KiB of pods", small_use);
  print("1 MiB of pods", large_use);
  const double growth = static_cast<double>(large.size()) / static_cast<double>(small.size());
  EXPECT_LT(static_cast<double>(large_use.allocations), 1.1 * growth * static_cast<double>(small_use.allocations));
  EXPECT_LT(static_cast<double>(large_use.peak_bytes), 1.5 * growth * static_cast<double>(small_use.peak_bytes));
}

struct Hostile {
  const char* name;
  std::string text;
  std::size_t peak_max;
};

TEST(ConfigHeap, HostileTextsAreRefusedWithinBounds) {
  const auto repeated = [](std::string_view piece, std::size_t size) {
    std::string text;
    while (text.size() + piece.size() <= size) text += piece;
    return text;
  };
  std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    laughs += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) laughs += std::string("*") + static_cast<char>(c - 1) + ",";
    laughs += "]\n";
  }
  std::string keys;
  for (int i = 0; i < 100'000; ++i) keys += "same: 1\n";
  std::string documents;
  for (int i = 0; i < 100'000; ++i) documents += "---\n- x\n";
  const Hostile rows[] = {
      {"1 MiB of [", std::string(kMiB, '['), 256 * kKiB},
      {"1 MiB of {", std::string(kMiB, '{'), 512 * kKiB},
      {"1 MiB of {\"a\":", repeated("{\"a\":", kMiB), 256 * kKiB},
      {"1 MiB of -", repeated("- ", kMiB), 256 * kKiB},
      {"1 MiB of a: in lines, ever deeper",
       [] {
         std::string text;
         for (std::size_t depth = 0; text.size() < kMiB - 2000; ++depth) text += std::string(depth, ' ') + "a:\n";
         return text;
       }(),
       256 * kKiB},
      {"billion laughs", laughs, 64 * kKiB},
      {"100,000 times the same key", keys, 24 * kMiB},
      {"500,000 values", "[" + repeated("1,", kMiB - 2) + "]", 24 * kMiB},
      {"500,000 values in JSON", "[" + repeated("1,", kMiB - 4) + "1]", 24 * kMiB},
      {"100,000 documents", documents.substr(0, kMiB), 24 * kMiB},
      {"a key of 1 MiB", "\"" + std::string(kMiB - 8, 'k') + "\": 1", 8 * kMiB},
      {"a JSON key of 1 MiB", "{\"" + std::string(kMiB - 8, 'k') + "\": 1}", 8 * kMiB},
      {"a text of 1 MiB", "kind: \"" + std::string(kMiB - 16, 'x') + "\"", 12 * kMiB},
      {"a text of 1 MiB in escapes", "kind: \"" + repeated("\\L", kMiB - 16) + "\"", 16 * kMiB},
      {"a block of 1 MiB", "kind: |\n" + repeated("  x\n", kMiB - 16), 12 * kMiB},
      {"1 MiB of comments", repeated("#\n", kMiB), 64 * kKiB},
      {"1 MiB of quotes", std::string(kMiB, '"'), 8 * kMiB},
      {"1 MiB of tabs", std::string(kMiB, '\t'), 256 * kKiB},
      {"1 MiB of ---", repeated("---\n", kMiB), 64 * kKiB},
      {"1 MiB of bytes that are no text", std::string(kMiB, '\xFF'), 64 * kKiB},
  };
  for (const Hostile& row : rows) {
    const HeapUse use = reading(row.text);
    print(row.name, use);
    EXPECT_FALSE(config::load_pods(row.text).diagnostics.empty()) << row.name;
    EXPECT_LT(use.peak_bytes, row.peak_max) << row.name;
    EXPECT_LT(use.kept_bytes, 256 * kKiB) << row.name;  // A hundred mistakes with their words.
    EXPECT_LT(use.allocations, 3'000'000U) << row.name;
  }
}

}  // namespace
}  // namespace peapod::bench
