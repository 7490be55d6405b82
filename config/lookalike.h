#pragma once

// Characters that word processors and web pages put where a manifest needs ASCII: they look like a blank, a quote, a
// dash or nothing at all, and mean none of these to a program.

#include <optional>
#include <string>
#include <string_view>

namespace peapod::config {

struct Lookalike {
  std::size_t offset = 0;  // In the text.
  std::size_t size = 0;    // In bytes.
  char32_t code = 0;
  std::string_view name;     // "a no-break space"
  std::string_view instead;  // "a space"; empty: nothing at all.
};

// The first one in the text.
std::optional<Lookalike> find_lookalike(std::string_view text);

// "U+00A0, a no-break space: replace it by a space"
std::string explain(const Lookalike& lookalike);

// Takes no place on a screen, or cannot be told from a blank: shown as \u200b.
bool is_invisible(char32_t code);

}  // namespace peapod::config
