#pragma once

// Cuts a YAML stream into its documents at the lines that begin with "---", as kubectl does, so that a mistake in one
// leaves the others readable.

#include <cstddef>
#include <optional>
#include <string_view>

namespace peapod::config {

struct Document {
  std::size_t begin = 0;    // Of its "---" line when it has one.
  std::size_t content = 0;  // Of the first byte that is neither blank, comment nor the "---".
  std::size_t end = 0;
};

// The next document with any content at or after `at`, which is 0 or the end of a document.
std::optional<Document> next_document(std::string_view source, std::size_t at);

}  // namespace peapod::config
