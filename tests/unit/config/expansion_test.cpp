#include "config/expansion.h"

#include <gtest/gtest.h>

#include <map>

namespace peapod::config {
namespace {

std::optional<std::string> lookup(std::string_view name) {
  static const std::map<std::string, std::string, std::less<>> kVariables = {
      {"A", "a"}, {"B", "b"}, {"EMPTY", ""}, {"REF", "$(A)"}, {"", "nameless"}};
  const auto found = kVariables.find(name);
  if (found == kVariables.end()) return std::nullopt;
  return found->second;
}

// What Kubernetes' expansion.Expand gives for the same texts.
TEST(Expansion, FollowsKubernetes) {
  constexpr const char* kRows[][2] = {
      {"", ""},
      {"plain", "plain"},
      {"$(A)", "a"},
      {"x$(A)y$(B)z", "xaybz"},
      {"$(A)$(A)", "aa"},
      {"$(EMPTY)", ""},
      {"$(REF)", "$(A)"},
      {"$(NONE)", "$(NONE)"},
      {"$()", "nameless"},
      {"$$(A)", "$(A)"},
      {"$$$(A)", "$a"},
      {"$$$$(A)", "$$(A)"},
      {"$$", "$"},
      {"$", "$"},
      {"a$", "a$"},
      {"$A", "$A"},
      {"$(A", "$(A"},
      {"$(A$(B)", "$(A$(B)"},
      {"$($$(B)", "$($$(B)"},
      {"$(", "$("},
      {"$$(", "$("},
      {"$($", "$($"},
      {"$($$", "$($"},
      {"$(A))", "a)"},
      {"$((A))", "$((A))"},
      {"$(A B)", "$(A B)"},
      {"cost: $5", "cost: $5"},
  };
  for (const auto& [text, expected] : kRows) EXPECT_EQ(expand(text, lookup), expected) << text;
}

TEST(Expansion, IsBounded) {
  const std::string large(kMaxExpandedBytes, 'x');
  const auto give_large = [&](std::string_view) { return std::optional<std::string>(large); };
  EXPECT_EQ(expand("$(A)$(A)$(A)", give_large), large + "$(A)$(A)");
}

}  // namespace
}  // namespace peapod::config
