#include "config/locate.h"

#include <charconv>

#include "config/yaml_tree.h"

namespace peapod::config {
namespace {

NodeId member(const Tree& tree, NodeId mapping, std::string_view key) {
  if (tree[mapping].kind != Node::Kind::Mapping) return kNoNode;
  for (NodeId id = tree[mapping].first_child; id != kNoNode; id = tree[id].next) {
    if (tree.key(id) == key) return id;
  }
  return kNoNode;
}

NodeId item(const Tree& tree, NodeId sequence, std::size_t index) {
  if (tree[sequence].kind != Node::Kind::Sequence) return kNoNode;
  NodeId id = tree[sequence].first_child;
  while (id != kNoNode && index-- > 0) id = tree[id].next;
  return id;
}

bool has_name(const Tree& tree, NodeId object, std::string_view name) {
  const NodeId metadata = member(tree, object, "metadata");
  const NodeId found = metadata == kNoNode ? kNoNode : member(tree, metadata, "name");
  return found != kNoNode && tree.text(found) == name;
}

NodeId find_object(const Tree& tree, std::string_view name) {
  for (const NodeId root : tree.roots()) {
    if (has_name(tree, root, name)) return root;
    const NodeId items = member(tree, root, "items");
    if (items == kNoNode || tree[items].kind != Node::Kind::Sequence) continue;
    for (NodeId id = tree[items].first_child; id != kNoNode; id = tree[id].next) {
      if (has_name(tree, id, name)) return id;
    }
  }
  return kNoNode;
}

// Takes one step off the path: "[3]" or "spec" with the point behind it.
NodeId step(const Tree& tree, NodeId from, std::string_view& path) {
  if (path.starts_with('[')) {
    std::size_t index = 0;
    const std::size_t end = path.find(']');
    if (end == std::string_view::npos) return kNoNode;
    std::from_chars(path.data() + 1, path.data() + end, index);
    path.remove_prefix(end + 1);
    if (path.starts_with('.')) path.remove_prefix(1);
    return item(tree, from, index);
  }
  const std::string_view key = path.substr(0, path.find_first_of(".["));
  path.remove_prefix(key.size());
  if (path.starts_with('.')) path.remove_prefix(1);
  return member(tree, from, key);
}

}  // namespace

std::optional<Position> locate(std::string_view text, std::string_view name, std::string_view path) {
  Diagnostics ignored;
  const Tree tree = Tree::parse(text, ignored);
  NodeId at = find_object(tree, name);
  if (at == kNoNode) return std::nullopt;
  while (!path.empty()) {
    const NodeId next = step(tree, at, path);
    if (next == kNoNode) break;
    at = next;
  }
  const Node& node = tree[at];
  const bool is_member = node.parent != kNoNode && tree[node.parent].kind == Node::Kind::Mapping;
  return tree.position(node.kind == Node::Kind::Scalar || !is_member ? node.mark : node.key_mark);
}

}  // namespace peapod::config
