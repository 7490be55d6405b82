#pragma once

// Puts a Tree together from what a reader of YAML or JSON meets, with a stack of the mappings and sequences that are
// open. The limits, repeated keys and whatever else both have in common are its affair.

#include <string>
#include <string_view>
#include <vector>

#include "config/yaml_tree.h"

namespace peapod::config {

class TreeBuilder {
 public:
  explicit TreeBuilder(Tree& tree) : tree_(tree) {}

  void begin_document();
  void end_document();         // A document without content leaves no root.
  Diagnostic drop_document();  // What was read of it is forgotten. Returns the complaint about it.

  // Each returns false after a complaint: the document cannot be read on, and is to be dropped.
  bool open(Node::Kind kind, Mark mark);
  bool close();
  bool scalar(Mark mark, std::string_view text, bool plain);  // A key too, where a key is due.
  bool complain(Mark mark, std::string message);
  bool complain(Diagnostic mistake);  // There is one for a document.

  bool key_is_due() const;
  std::string_view source() const { return tree_.source_; }

 private:
  struct Open {
    NodeId node = kNoNode;
    NodeId last_child = kNoNode;
    std::uint32_t children = 0;
    bool has_key = false;
    std::uint32_t key_begin = 0;
    std::uint32_t key_size = 0;
    Mark key_mark;
  };

  NodeId add(Node::Kind kind, Mark mark);
  void find_repeated_keys(NodeId mapping);

  Tree& tree_;
  Diagnostic mistake_;
  std::vector<Open> stack_;
  std::vector<NodeId> by_key_;
  std::size_t nodes_before_ = 0;  // Of the documents before this one.
  std::size_t text_before_ = 0;
};

}  // namespace peapod::config
