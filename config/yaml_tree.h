#pragma once

// The documents of a YAML or JSON text as trees of nodes which know where they stand. It refuses what a manifest does
// not need and what hides mistakes (anchors and aliases, tags, a document cut off by "..."), and knows nothing about
// Pods.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"

namespace peapod::config {

inline constexpr std::size_t kTextBytesMax = std::size_t{1024} * 1024;
inline constexpr std::size_t kDepthMax = 32;       // The deepest field of a Pod in a List is at 12.
inline constexpr std::size_t kNodesMax = 100'000;  // Of all documents, at 48 bytes each.

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xFFFF'FFFF;

// A place in the text. Position is made from it when it is needed.
struct Mark {
  std::uint32_t offset = 0;  // In bytes, after the byte order mark.
};

struct Node {
  enum class Kind : std::uint8_t { Scalar, Sequence, Mapping };
  Kind kind = Kind::Scalar;
  bool plain = false;  // A scalar without quotes: may be null, a boolean or a number.
  Mark mark;
  Mark key_mark;  // Of the key before it; only in a mapping.
  NodeId parent = kNoNode;
  NodeId first_child = kNoNode;
  NodeId next = kNoNode;
  NodeId repeats = kNoNode;     // The earlier sibling with the same key.
  std::uint32_t index = 0;      // Among its siblings.
  std::uint32_t key_begin = 0;  // Keys and texts lie in Tree::text_.
  std::uint32_t key_size = 0;
  std::uint32_t text_begin = 0;
  std::uint32_t text_size = 0;
};

class Tree {
 public:
  // The documents that are well-formed, and a diagnostic for each of the others. `source` must outlive the tree.
  static Tree parse(std::string_view source, Diagnostics& diagnostics);

  // The roots of the documents in their order; documents without content are left out.
  const std::vector<NodeId>& roots() const { return roots_; }
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  std::string_view key(NodeId id) const { return slice(nodes_[id].key_begin, nodes_[id].key_size); }
  std::string_view text(NodeId id) const { return slice(nodes_[id].text_begin, nodes_[id].text_size); }
  Position position(Mark mark) const;

 private:
  friend class TreeBuilder;
  std::string_view slice(std::uint32_t begin, std::uint32_t size) const {
    return std::string_view(text_).substr(begin, size);
  }

  std::string_view source_;
  std::vector<NodeId> roots_;
  std::vector<Node> nodes_;
  std::string text_;
};

// The place in lines that end with a newline and columns in bytes, as editors count.
Position position_of(std::string_view source, Mark mark);

}  // namespace peapod::config
