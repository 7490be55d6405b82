#include "config/yaml_tree.h"

#include <algorithm>

#include "config/documents.h"
#include "config/tree_builder.h"
#include "config/yaml_reader.h"

namespace peapod::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

Tree Tree::parse(std::string_view source, Diagnostics& diagnostics) {
  Tree tree;
  if (source.size() > kTextBytesMax) {
    diagnostics.push_back({{}, "", "is larger than 1 MiB (" + std::to_string(source.size()) + " bytes)"});
    return tree;
  }
  if (source.starts_with(kByteOrderMark)) source.remove_prefix(kByteOrderMark.size());
  tree.source_ = source;
  TreeBuilder builder(tree, diagnostics);
  for (auto document = next_document(source, 0); document; document = next_document(source, document->end)) {
    builder.begin_document();
    if (read_yaml(*document, builder)) {
      builder.end_document();
    } else {
      builder.drop_document();
    }
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
