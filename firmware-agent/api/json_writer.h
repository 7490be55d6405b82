#pragma once

// Writes compact JSON straight into a string (RapidJSON's writer, no tree). Text that is not UTF-8, as
// containers may print it, comes out with U+FFFD in the wrong places.

#define RAPIDJSON_HAS_STDSTRING 1

#include <rapidjson/writer.h>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace peapod::api {

std::string valid_utf8(std::string_view text);

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
  void text(std::string_view value);
  void null() { writer_.Null(); }
  void number(std::integral auto value) { writer_.Int64(static_cast<std::int64_t>(value)); }
  void boolean(bool value) { writer_.Bool(value); }
  void raw(std::string_view json) { writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

  void member(std::string_view name, std::string_view value) { key(name), text(value); }
  void member(std::string_view name, const char* value) { key(name), text(value); }
  void member(std::string_view name, std::same_as<bool> auto value) { key(name), boolean(value); }
  void member(std::string_view name, std::integral auto value) requires(!std::same_as<decltype(value), bool>) {
    key(name), number(value);
  }
  // Left out when empty, as Go's omitempty.
  void member_unless_empty(std::string_view name, std::string_view value) {
    if (!value.empty()) member(name, value);
  }

 private:
  struct Sink {
    using Ch = char;
    std::string& out;
    void Put(char c) { out.push_back(c); }
    void Flush() {}
  };
  static rapidjson::SizeType size(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

  Sink sink_;
  rapidjson::Writer<Sink> writer_;
};

}  // namespace peapod::api
