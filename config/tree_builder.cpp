#include "config/tree_builder.h"

#include <algorithm>
#include <utility>

namespace peapod::config {

void TreeBuilder::begin_document() {
  nodes_before_ = tree_.nodes_.size();
  text_before_ = tree_.text_.size();
}

void TreeBuilder::end_document() {
  if (tree_.nodes_.size() == nodes_before_) return;
  const Node& root = tree_.nodes_[nodes_before_];
  const bool nothing = root.kind == Node::Kind::Scalar && root.plain && root.text_size == 0;
  if (nothing) {
    drop_document();
  } else {
    tree_.roots_.push_back(static_cast<NodeId>(nodes_before_));
  }
}

Diagnostic TreeBuilder::drop_document() {
  tree_.nodes_.resize(nodes_before_);
  tree_.text_.resize(text_before_);
  stack_.clear();
  return std::move(mistake_);
}

bool TreeBuilder::key_is_due() const {
  return !stack_.empty() && tree_[stack_.back().node].kind == Node::Kind::Mapping && !stack_.back().has_key;
}

bool TreeBuilder::scalar(Mark mark, std::string_view text, bool plain) {
  const auto begin = static_cast<std::uint32_t>(tree_.text_.size());
  const auto size = static_cast<std::uint32_t>(text.size());
  tree_.text_.append(text);
  if (key_is_due()) {
    Open& mapping = stack_.back();
    mapping.has_key = true;
    mapping.key_begin = begin;
    mapping.key_size = size;
    mapping.key_mark = mark;
    return true;
  }
  const NodeId id = add(Node::Kind::Scalar, mark);
  if (id == kNoNode) return false;
  Node& node = tree_.nodes_[id];
  node.plain = plain;
  node.text_begin = begin;
  node.text_size = size;
  return true;
}

bool TreeBuilder::open(Node::Kind kind, Mark mark) {
  if (key_is_due()) return complain(mark, "a key must be a word, not a list or a mapping");
  if (stack_.size() == kDepthMax) {
    return complain(mark, "is nested deeper than " + std::to_string(kDepthMax) + " levels");
  }
  const NodeId id = add(kind, mark);
  if (id == kNoNode) return false;
  stack_.emplace_back().node = id;
  return true;
}

bool TreeBuilder::close() {
  const NodeId id = stack_.back().node;
  if (tree_[id].kind == Node::Kind::Mapping) find_repeated_keys(id);
  stack_.pop_back();
  return true;
}

// A new node in its place, or kNoNode after a complaint.
NodeId TreeBuilder::add(Node::Kind kind, Mark mark) {
  const auto id = static_cast<NodeId>(tree_.nodes_.size());
  if (id == kNodesMax) {
    complain(mark, "has more than " + std::to_string(kNodesMax) + " values");
    return kNoNode;
  }
  Node node;
  node.kind = kind;
  node.mark = mark;
  if (!stack_.empty()) {
    Open& parent = stack_.back();
    if (parent.has_key) {
      parent.has_key = false;
      node.key_begin = parent.key_begin;
      node.key_size = parent.key_size;
      node.key_mark = parent.key_mark;
    }
    node.parent = parent.node;
    node.index = parent.children++;
    NodeId& link =
        parent.last_child == kNoNode ? tree_.nodes_[parent.node].first_child : tree_.nodes_[parent.last_child].next;
    link = id;
    parent.last_child = id;
  }
  tree_.nodes_.push_back(node);
  return id;
}

// Sorted, not compared each with each: a text may hold a hundred thousand keys.
void TreeBuilder::find_repeated_keys(NodeId mapping) {
  by_key_.clear();
  for (NodeId id = tree_[mapping].first_child; id != kNoNode; id = tree_[id].next) by_key_.push_back(id);
  std::ranges::sort(by_key_, {}, [&](NodeId id) { return std::pair(tree_.key(id), id); });
  for (std::size_t i = 1; i < by_key_.size(); ++i) {
    const NodeId before = by_key_[i - 1];
    if (tree_.key(by_key_[i]) != tree_.key(before)) continue;
    const NodeId first = tree_[before].repeats == kNoNode ? before : tree_[before].repeats;
    tree_.nodes_[by_key_[i]].repeats = first;
  }
}

bool TreeBuilder::complain(Mark mark, std::string message) {
  return complain({tree_.position(mark), "", std::move(message), Reason::Syntax});
}

bool TreeBuilder::complain(Diagnostic mistake) {
  mistake_ = std::move(mistake);
  return false;
}

}  // namespace peapod::config
