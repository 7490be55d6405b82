#pragma once

// Byte offsets for the places that libyaml reports, which counts characters.

#include <yaml.h>

#include <string_view>

#include "config/yaml_tree.h"

namespace peapod::config {

class ByteOffsets {
 public:
  // Of a document that begins at `begin` in `source`.
  ByteOffsets(std::string_view source, std::size_t begin) : source_(source), begin_(begin), byte_(begin) {}

  // Cheap when the marks are asked for in their order: it goes on where the last one was.
  Mark mark(const yaml_mark_t& mark) {
    if (mark.index < character_) {
      character_ = 0;
      byte_ = begin_;
    }
    for (; character_ < mark.index && byte_ < source_.size(); ++character_) {
      ++byte_;
      while (byte_ < source_.size() && continues_character(source_[byte_])) ++byte_;
    }
    return {static_cast<std::uint32_t>(byte_)};
  }

  std::size_t begin() const { return begin_; }

 private:
  static bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

  std::string_view source_;
  std::size_t begin_;
  std::size_t byte_;
  std::size_t character_ = 0;
};

}  // namespace peapod::config
