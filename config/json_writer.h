#pragma once

// Appends compact JSON to a string: RapidJSON's writer with the few forms that Kubernetes objects need.
// Private to the sources of config/, so that who links config needs no RapidJSON.

#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/writer.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
  void key(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

  void value(std::string_view text) { writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::int64_t number) { writer_.Int64(number); }
  void value(std::int32_t number) { writer_.Int(number); }
  void value(bool truth) { writer_.Bool(truth); }

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
    key(name);
    begin_array();
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
    key(name);
    begin_object();
    write();
    end_object();
  }

 private:
  StringSink sink_;
  rapidjson::Writer<StringSink> writer_;
};

}  // namespace peapod::config
