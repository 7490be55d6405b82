#include "config/yaml_tree.h"

#include <algorithm>
#include <optional>

#include "config/documents.h"
#include "config/encoding.h"
#include "config/json_reader.h"
#include "config/tree_builder.h"
#include "config/yaml_reader.h"

namespace peapod::config {
namespace {

constexpr std::size_t kMistakesMax = 100;  // Of syntax: in the text there is one for a document.

// Whether what looks like JSON is meant to be: YAML's own "{" is followed by a key without quotes.
bool is_meant_as_json(std::string_view content) {
  const std::size_t second = content.find_first_not_of(" \t\r\n", 1);
  return second == std::string_view::npos || std::string_view("\"{[]}").find(content[second]) != std::string_view::npos;
}

// The complaint when the document is not well-formed. What begins like JSON is YAML when it is no JSON, as for kubectl:
// with comments, or a comma too many.
std::optional<Diagnostic> read_document(std::string_view source, const Document& document, TreeBuilder& builder) {
  const std::string_view content = source.substr(document.content, document.end - document.content);
  std::optional<Diagnostic> not_json;
  if (content.starts_with('{') || content.starts_with('[')) {
    builder.begin_document();
    const JsonOutcome outcome = read_json(document, builder);
    if (outcome == JsonOutcome::Read) return builder.end_document(), std::nullopt;
    Diagnostic mistake = builder.drop_document();
    if (outcome == JsonOutcome::Refused) return mistake;
    if (is_meant_as_json(content) && !content.starts_with("{{")) not_json = std::move(mistake);
  }
  builder.begin_document();
  if (read_yaml(document, builder)) return builder.end_document(), std::nullopt;
  Diagnostic not_yaml = builder.drop_document();
  return not_json ? not_json : not_yaml;
}

}  // namespace

Tree Tree::parse(std::string_view source, Diagnostics& diagnostics) {
  Tree tree;
  if (source.size() > kTextBytesMax) {
    diagnostics.push_back({{}, "", "is larger than 1 MiB (" + std::to_string(source.size()) + " bytes)"});
    return tree;
  }
  source = without_byte_order_mark(source);
  if (auto mistake = check_encoding(source)) {
    diagnostics.push_back(std::move(*mistake));
    return tree;
  }
  tree.source_ = source;
  TreeBuilder builder(tree);
  auto document = next_document(source, 0);
  for (; document && diagnostics.size() < kMistakesMax; document = next_document(source, document->end)) {
    if (auto mistake = read_document(source, *document, builder)) diagnostics.push_back(std::move(*mistake));
  }
  return tree;
}

Position Tree::position(Mark mark) const { return position_of(source_, mark); }

Position position_of(std::string_view source, Mark mark) {
  const std::string_view before = source.substr(0, mark.offset);
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0: the first line.
  return {lines + 1, static_cast<std::uint32_t>(before.size() - line_begin + 1)};
}

}  // namespace peapod::config
