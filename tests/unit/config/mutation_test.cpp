// Damaged manifests: load_pods neither crashes nor hangs, gives pods or diagnostics but never both or
// neither, and every diagnostic stands inside the text.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "config/diagnostic_text.h"
#include "config/load.h"
#include "config/yaml_tree.h"
#include "golden_corpus.h"

namespace peapod::config {
namespace {

constexpr int kMutations = 20'000;

class Mutator {
 public:
  explicit Mutator(const std::vector<GoldenManifest>& corpus) : corpus_(corpus) {}

  std::string next() {
    std::string text = pick_text();
    for (std::size_t i = 1 + random(4); i > 0 && !text.empty(); --i) mutate(text);
    return text;
  }

 private:
  std::size_t random(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(engine_); }
  const std::string& pick_text() { return corpus_[random(corpus_.size())].text; }

  void mutate(std::string& text) {
    static constexpr std::string_view kTokens[] = {":",
                                                   ": ",
                                                   "- ",
                                                   "\n",
                                                   "\t",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   ",",
                                                   "\"",
                                                   "'",
                                                   "&a ",
                                                   "*a ",
                                                   "!t ",
                                                   "? ",
                                                   "...\n",
                                                   "---\n",
                                                   "|\n",
                                                   ">\n",
                                                   "#",
                                                   "null",
                                                   "~",
                                                   "yes",
                                                   "1e999",
                                                   "-9223372036854775809",
                                                   "0x10",
                                                   std::string_view("\0", 1),
                                                   "\xFF",
                                                   "\xC2\x85",
                                                   "\xE2\x80\xA8",
                                                   "name: ",
                                                   "containers:\n",
                                                   "\xC2\xA0",
                                                   "\xE2\x80\x8B",
                                                   "\xEF\xBB\xBF",
                                                   "{{ .x }}",
                                                   "```\n",
                                                   "<<EOF\n",
                                                   "\\ud83d",
                                                   "\r\n",
                                                   "%YAML 1.1\n"};
    const std::size_t at = random(text.size());
    switch (random(6)) {
      case 0:
        text[at] = static_cast<char>(random(256));
        break;
      case 1:
        text.erase(at, 1 + random(20));
        break;
      case 2:
        text.insert(at, kTokens[random(std::size(kTokens))]);
        break;
      case 3:
        text.resize(at);
        break;
      case 4: {
        const std::size_t size = std::min<std::size_t>(text.size() - at, 1 + random(60));
        text.insert(random(text.size()), text.substr(at, size));
        break;
      }
      default: {
        const std::string& other = pick_text();
        const std::size_t from = random(other.size());
        text.insert(at, other.substr(from, 1 + random(60)));
        break;
      }
    }
  }

  const std::vector<GoldenManifest>& corpus_;
  std::mt19937 engine_{20260101};  // A fixed seed: the same mutations every time.
};

// On a terminal.
bool is_unsafe(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F; }

TEST(Mutation, DamagedManifestsAreRefusedInOrder) {
  const auto corpus = golden_manifests();
  Mutator mutator(corpus);
  int refused = 0;
  for (int i = 0; i < kMutations; ++i) {
    const std::string text = mutator.next();
    const Loaded loaded = load_pods(text);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    ASSERT_TRUE(loaded.pods.empty() || loaded.diagnostics.empty()) << text;
    std::string shown;
    append_text(shown, loaded.diagnostics, "file", text, false);
    append_json(shown, loaded.diagnostics, "file", text);
    ASSERT_TRUE(std::ranges::none_of(shown, is_unsafe)) << text;
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      ASSERT_LE(diagnostic.position.line, lines) << text;
      ASSERT_FALSE(diagnostic.message.empty()) << text;
    }
    refused += !loaded.diagnostics.empty();
  }
  EXPECT_GT(refused, kMutations / 2);
  EXPECT_LT(refused, kMutations);  // Some damage is harmless: otherwise nothing was read at all.
}

}  // namespace
}  // namespace peapod::config
