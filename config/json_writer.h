#pragma once

// Appends compact JSON to a string: RapidJSON's writer, without a tree, with the few forms that Kubernetes objects
// need. For sources only, so that who links config needs RapidJSON only where it writes JSON itself.

#include <rapidjson/writer.h>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/utf8.h"

namespace peapod::config {

// RapidJSON's output stream over a string that exists.
struct StringSink {
  using Ch = char;
  std::string& out;
  void Put(char c) { out += c; }
  void Flush() {}
};

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : sink_{out}, writer_(sink_) {}

  void begin_object() { writer_.StartObject(); }
  void end_object() { writer_.EndObject(); }
  void begin_array() { writer_.StartArray(); }
  void end_array() { writer_.EndArray(); }
  void begin_object(std::string_view name) { key(name), begin_object(); }
  void begin_array(std::string_view name) { key(name), begin_array(); }
  void key(std::string_view name) { writer_.Key(name.data(), size(name)); }

  // Text that is not UTF-8, as containers may print it, comes out with U+FFFD in the wrong places.
  void value(std::string_view text) {
    const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii) return void(writer_.String(text.data(), size(text)));
    const std::string valid = valid_utf8(text);
    writer_.String(valid.data(), size(valid));
  }
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::same_as<bool> auto truth) { writer_.Bool(truth); }
  void value(std::signed_integral auto number) { writer_.Int64(number); }
  void value(std::unsigned_integral auto number) requires(!std::same_as<decltype(number), bool>) {
    writer_.Uint64(number);
  }
  void null() { writer_.Null(); }
  void raw(std::string_view json) { writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

  template <class T>
  void field(std::string_view name, const T& content) {
    key(name);
    value(content);
  }

  // Go's omitempty: an empty text, zero and false are left out.
  void field_unless_empty(std::string_view name, std::string_view text) {
    if (!text.empty()) field(name, text);
  }
  void field_if(std::string_view name, bool truth) {
    if (truth) field(name, true);
  }
  template <class T>
  void field_if_set(std::string_view name, const std::optional<T>& content) {
    if (content) field(name, *content);
  }

  // A list left out when it is empty; `write(item)` writes one.
  template <class List, class Write>
  void list(std::string_view name, const List& items, Write write) {
    if (items.empty()) return;
    begin_array(name);
    for (const auto& item : items) write(item);
    end_array();
  }
  template <class List>
  void list(std::string_view name, const List& items) {
    list(name, items, [this](const auto& item) { this->value(item); });
  }

  // An object even when it is empty, as Go prints structs.
  template <class Write>
  void object(std::string_view name, Write write) {
    begin_object(name);
    write();
    end_object();
  }

 private:
  static rapidjson::SizeType size(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

  StringSink sink_;
  rapidjson::Writer<StringSink> writer_;
};

}  // namespace peapod::config
