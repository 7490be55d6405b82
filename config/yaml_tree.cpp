#include "config/yaml_tree.h"

#include <yaml.h>

#include <algorithm>
#include <optional>

#include "config/wording.h"
#include "config/yaml_syntax.h"

namespace peapod::config {
namespace {

Mark mark_of(const yaml_mark_t& mark) {
  return {static_cast<std::uint32_t>(mark.line), static_cast<std::uint32_t>(mark.column)};
}

// A libyaml event, deleted when it goes out of scope.
struct Event {
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event); }
  yaml_event_t event{};
};

}  // namespace

// Feeds the events of one text into a tree, with a stack of the mappings and sequences that are open.
class TreeBuilder {
 public:
  TreeBuilder(Tree& tree, Diagnostics& diagnostics) : tree_(tree), diagnostics_(diagnostics) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(tree.source_.data()),
                                 tree.source_.size());
  }
  TreeBuilder(const TreeBuilder&) = delete;
  TreeBuilder& operator=(const TreeBuilder&) = delete;
  ~TreeBuilder() { yaml_parser_delete(&parser_); }

  // False after the first mistake of syntax.
  bool build() {
    for (;;) {
      Event next;
      if (yaml_parser_parse(&parser_, &next.event) == 0) {
        if (truncated_at_) return complain_truncated();
        diagnostics_.push_back(explain_syntax_error(parser_, tree_.source_));
        return false;
      }
      if (next.event.type == YAML_STREAM_END_EVENT) return true;
      if (!take(next.event)) return false;
    }
  }

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

  bool take(const yaml_event_t& event) {
    if (second_document_ && !is_nothing(event)) {
      return complain(*second_document_,
                      "a second document begins here: one document per file, split the file or use kind: List");
    }
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        if (++documents_ > 1) second_document_ = mark_of(event.start_mark);
        return true;
      case YAML_DOCUMENT_END_EVENT:
        if (event.data.document_end.implicit == 0) truncated_at_ = mark_of(event.start_mark);
        return true;
      case YAML_ALIAS_EVENT:
        return complain(event, "aliases (*) are not accepted: write the value out, or quote a text that begins with *");
      case YAML_SCALAR_EVENT:
        return take_scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return event.data.sequence_start.anchor != nullptr ? complain_anchor(event)
               : event.data.sequence_start.tag != nullptr  ? complain_tag(event)
                                                           : open(event, Node::Kind::Sequence);
      case YAML_MAPPING_START_EVENT:
        return event.data.mapping_start.anchor != nullptr ? complain_anchor(event)
               : event.data.mapping_start.tag != nullptr  ? complain_tag(event)
                                                          : open(event, Node::Kind::Mapping);
      case YAML_SEQUENCE_END_EVENT:
        stack_.pop_back();
        return true;
      case YAML_MAPPING_END_EVENT:
        find_repeated_keys(stack_.back().node);
        stack_.pop_back();
        return true;
      default:
        return true;
    }
  }

  // What an empty document consists of: a "---" at the end of a file begins one.
  static bool is_nothing(const yaml_event_t& event) {
    if (event.type != YAML_SCALAR_EVENT) {
      return event.type == YAML_DOCUMENT_START_EVENT || event.type == YAML_DOCUMENT_END_EVENT;
    }
    const auto& scalar = event.data.scalar;
    return scalar.length == 0 && scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.anchor == nullptr &&
           scalar.tag == nullptr;
  }

  bool take_scalar(const yaml_event_t& event) {
    if (second_document_) return true;
    const auto& scalar = event.data.scalar;
    if (scalar.anchor != nullptr) return complain_anchor(event);
    if (scalar.tag != nullptr) return complain_tag(event);
    const auto begin = static_cast<std::uint32_t>(tree_.text_.size());
    const auto size = static_cast<std::uint32_t>(scalar.length);
    tree_.text_.append(reinterpret_cast<const char*>(scalar.value), scalar.length);
    if (!stack_.empty() && tree_[stack_.back().node].kind == Node::Kind::Mapping && !stack_.back().has_key) {
      Open& mapping = stack_.back();
      mapping.has_key = true;
      mapping.key_begin = begin;
      mapping.key_size = size;
      mapping.key_mark = mark_of(event.start_mark);
      return true;
    }
    const NodeId id = add(event, Node::Kind::Scalar);
    if (id == kNoNode) return false;
    Node& node = tree_.nodes_[id];
    node.plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node.text_begin = begin;
    node.text_size = size;
    return true;
  }

  bool open(const yaml_event_t& event, Node::Kind kind) {
    if (stack_.size() == kDepthMax) {
      return complain(event, "is nested deeper than " + std::to_string(kDepthMax) + " levels");
    }
    const NodeId id = add(event, kind);
    if (id == kNoNode) return false;
    stack_.emplace_back().node = id;
    return true;
  }

  // A new node in its place, or kNoNode with a diagnostic.
  NodeId add(const yaml_event_t& event, Node::Kind kind) {
    const auto id = static_cast<NodeId>(tree_.nodes_.size());
    if (id == kNodesMax) {
      complain(event, "has more than " + std::to_string(kNodesMax) + " values");
      return kNoNode;
    }
    Node node;
    node.kind = kind;
    node.mark = mark_of(event.start_mark);
    if (!stack_.empty()) {
      Open& parent = stack_.back();
      if (tree_[parent.node].kind == Node::Kind::Mapping) {
        if (!parent.has_key) {
          complain(event, "a key must be a word, not a list or a mapping");
          return kNoNode;
        }
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

  void find_repeated_keys(NodeId mapping) {
    by_key_.clear();
    for (NodeId id = tree_[mapping].first_child; id != kNoNode; id = tree_[id].next) by_key_.push_back(id);
    std::ranges::stable_sort(by_key_, {}, [&](NodeId id) { return tree_.key(id); });
    for (std::size_t i = 1; i < by_key_.size(); ++i) {
      const NodeId before = by_key_[i - 1];
      if (tree_.key(by_key_[i]) != tree_.key(before)) continue;
      const NodeId first = tree_[before].repeats == kNoNode ? before : tree_[before].repeats;
      tree_.nodes_[by_key_[i]].repeats = first;
    }
  }

  bool complain_anchor(const yaml_event_t& event) {
    return complain(event, "anchors (&) are not accepted: write the value out where it is needed");
  }

  bool complain_tag(const yaml_event_t& event) {
    return complain(event, "tags (!) are not accepted: quote a text that begins with \"!\" or is to stay a text");
  }

  bool complain_truncated() {
    diagnostics_.push_back({tree_.position(*truncated_at_), "",
                            "\"...\" ends the document here, but more text follows: the manifest was shortened; put "
                            "back what was left out"});
    return false;
  }

  bool complain(const yaml_event_t& event, std::string message) {
    return complain(mark_of(event.start_mark), std::move(message));
  }

  bool complain(Mark mark, std::string message) {
    diagnostics_.push_back({tree_.position(mark), "", std::move(message)});
    return false;
  }

  Tree& tree_;
  Diagnostics& diagnostics_;
  yaml_parser_t parser_{};
  std::vector<Open> stack_;
  std::vector<NodeId> by_key_;
  std::optional<Mark> truncated_at_;
  std::optional<Mark> second_document_;
  int documents_ = 0;
};

Tree Tree::parse(std::string_view source, Diagnostics& diagnostics) {
  Tree tree;
  if (source.size() > kTextBytesMax) {
    diagnostics.push_back({{}, "", "is larger than 1 MiB (" + std::to_string(source.size()) + " bytes)"});
    return tree;
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (source.starts_with(kByteOrderMark)) source.remove_prefix(kByteOrderMark.size());
  tree.source_ = source;
  if (!TreeBuilder(tree, diagnostics).build()) tree.nodes_.clear();
  return tree;
}

}  // namespace peapod::config
