#include "config/yaml_reader.h"

#include <yaml.h>

#include <cassert>
#include <cstdlib>
#include <optional>

#include "config/byte_offsets.h"
#include "config/remnant.h"
#include "config/source_line.h"
#include "config/yaml_syntax.h"

namespace peapod::config {
namespace {

// A libyaml event, deleted when it goes out of scope.
struct Event {
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event); }
  yaml_event_t event{};
};

constexpr std::size_t kInputBytes = 2048;
constexpr std::size_t kStackItems = 16;  // They grow as needed.

// What yaml_parser_delete frees, hence malloc.
template <class Item>
void reserve(Item*& start, Item*& end, std::size_t items) {
  start = static_cast<Item*>(std::malloc(items * sizeof(Item)));
  assert(start != nullptr);
  end = start + items;
}

// Whether the libyaml we run with is the one whose parser this file knows how to set up.
bool is_known_libyaml() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  yaml_get_version(&major, &minor, &patch);
  return major == 0 && minor == 2 && patch == 5;
}

// As yaml_parser_initialize does, which takes 64 KiB for the two input buffers, whatever the size of the text. They are
// refilled as needed, so smaller ones do; the second must hold what the first holds and a few characters more.
void initialize(yaml_parser_t& parser) {
  if (!is_known_libyaml()) {
    const int done = yaml_parser_initialize(&parser);
    assert(done == 1);
    static_cast<void>(done);
    return;
  }
  parser = {};
  reserve(parser.raw_buffer.start, parser.raw_buffer.end, kInputBytes);
  parser.raw_buffer.pointer = parser.raw_buffer.last = parser.raw_buffer.start;
  reserve(parser.buffer.start, parser.buffer.end, 2 * kInputBytes);
  parser.buffer.pointer = parser.buffer.last = parser.buffer.start;
  reserve(parser.tokens.start, parser.tokens.end, kStackItems);
  parser.tokens.head = parser.tokens.tail = parser.tokens.start;
  const auto reserve_stack = [](auto& stack) {
    reserve(stack.start, stack.end, kStackItems);
    stack.top = stack.start;
  };
  reserve_stack(parser.indents);
  reserve_stack(parser.simple_keys);
  reserve_stack(parser.states);
  reserve_stack(parser.marks);
  reserve_stack(parser.tag_directives);
}

class YamlReader {
 public:
  YamlReader(const Document& document, TreeBuilder& builder)
      : builder_(builder),
        text_(builder.source().substr(document.begin, document.end - document.begin)),
        offsets_(builder.source(), document.begin) {
    initialize(parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text_.data()), text_.size());
  }
  YamlReader(const YamlReader&) = delete;
  YamlReader& operator=(const YamlReader&) = delete;
  ~YamlReader() { yaml_parser_delete(&parser_); }

  bool read() {
    for (;;) {
      Event next;
      if (yaml_parser_parse(&parser_, &next.event) == 0) {
        if (cut_off_at_) return complain_cut_off();
        return builder_.complain(explain_syntax_error(error(), builder_.source()));
      }
      if (next.event.type == YAML_STREAM_END_EVENT) return true;
      if (!take(next.event)) return false;
    }
  }

 private:
  bool take(const yaml_event_t& event) {
    const Mark mark = offsets_.mark(event.start_mark);
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        return !cut_off_at_ || complain_cut_off();
      case YAML_DOCUMENT_END_EVENT:
        if (event.data.document_end.implicit == 0) cut_off_at_ = mark;
        return true;
      case YAML_ALIAS_EVENT:
        return complain_alias(mark);
      case YAML_SCALAR_EVENT: {
        const auto& scalar = event.data.scalar;
        if (scalar.anchor != nullptr) return complain_anchor(mark);
        if (scalar.tag != nullptr) return complain_tag(mark);
        return builder_.scalar(mark, {reinterpret_cast<const char*>(scalar.value), scalar.length},
                               scalar.style == YAML_PLAIN_SCALAR_STYLE);
      }
      case YAML_SEQUENCE_START_EVENT:
        if (event.data.sequence_start.anchor != nullptr) return complain_anchor(mark);
        if (event.data.sequence_start.tag != nullptr) return complain_tag(mark);
        return builder_.open(Node::Kind::Sequence, mark);
      case YAML_MAPPING_START_EVENT:
        if (event.data.mapping_start.anchor != nullptr) return complain_anchor(mark);
        if (event.data.mapping_start.tag != nullptr) return complain_tag(mark);
        if (is_template(mark)) return builder_.complain({mark.offset - 1}, std::string(kTemplate));
        return builder_.open(Node::Kind::Mapping, mark);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return builder_.close();
      default:
        return true;
    }
  }

  YamlError error() {
    YamlError error;
    error.problem = parser_.problem != nullptr ? parser_.problem : "cannot be read";
    error.problem_mark = error.context_mark = offsets_.mark(parser_.problem_mark);
    if (parser_.context == nullptr) return error;
    error.context = parser_.context;
    error.context_mark = offsets_.mark(parser_.context_mark);
    return error;
  }

  // "{{ .Values.image }}" is a mapping with a mapping as its key.
  bool is_template(Mark mark) const {
    return builder_.key_is_due() && mark.offset > 0 && builder_.source().substr(mark.offset - 1).starts_with("{{");
  }

  bool complain_alias(Mark mark) {
    const SourceLine line = line_at(builder_.source(), mark.offset);
    if (line.trimmed().starts_with("<<:")) {
      return builder_.complain({static_cast<std::uint32_t>(line.begin + line.indentation())},
                               "merge keys (<<) are not accepted: write out the members that they bring");
    }
    return builder_.complain(mark,
                             "aliases (*) are not accepted: write the value out, or quote a text that begins with *");
  }

  bool complain_anchor(Mark mark) {
    return builder_.complain(mark, "anchors (&) are not accepted: write the value out where it is needed");
  }

  bool complain_tag(Mark mark) {
    return builder_.complain(mark,
                             "tags (!) are not accepted: quote a text that begins with \"!\" or is to stay a text");
  }

  bool complain_cut_off() {
    return builder_.complain(*cut_off_at_,
                             "\"...\" ends the document here, but more text follows: the manifest was shortened; put "
                             "back what was left out");
  }

  TreeBuilder& builder_;
  std::string_view text_;
  ByteOffsets offsets_;
  yaml_parser_t parser_;
  std::optional<Mark> cut_off_at_;
};

}  // namespace

bool read_yaml(const Document& document, TreeBuilder& builder) { return YamlReader(document, builder).read(); }

}  // namespace peapod::config
