#pragma once

// Documents made from a seed, small enough to collide: few names, few values, compact text.

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <random>
#include <string>

namespace peapod::config {

class RandomJson {
 public:
  explicit RandomJson(std::uint32_t seed) : engine_(seed) {}

  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(engine_() % end); }

  // Without lists, when asked, so that all there is to merge is members. Never a null.
  std::string object(int depth = 3, bool lists = true) {
    std::string out = "{";
    for (char name = 'a'; name <= 'e'; ++name) {
      if (below(2) == 0) continue;
      if (out.size() > 1) out += ",";
      out += std::string("\"") + name + "\":" + value(depth - 1, lists);
    }
    return out + "}";
  }

  std::string value(int depth, bool lists = true) {
    const std::uint32_t kind = below(depth > 0 ? 6 : 4);
    if (kind == 0) return std::to_string(below(4));
    if (kind == 1) return "\"" + std::string(below(3), 'x') + "\"";
    if (kind == 2) return below(2) == 0 ? "true" : "false";
    if (kind == 3) return "0." + std::to_string(1 + below(8));
    if (kind == 4 || !lists) return object(depth, lists);
    std::string out = "[";
    for (std::uint32_t left = below(4); left > 0; --left) out += value(depth - 1) + (left > 1 ? "," : "");
    return out + "]";
  }

 private:
  std::mt19937 engine_;
};

inline rapidjson::Document parse_json(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  return document;
}

inline void append_json(const rapidjson::Value& value, std::string& out) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  out.append(buffer.GetString(), buffer.GetSize());
}

}  // namespace peapod::config
