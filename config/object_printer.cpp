#include "config/object_printer.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "config/json_writer.h"
#include "config/yaml_scalar.h"

namespace peapod::config {
namespace {

using Json = rapidjson::Value;
using Member = Json::ConstMemberIterator;

// A longer key stands in a line of its own, behind "? " (yaml_emitter_check_simple_key).
constexpr std::size_t kKeyBytesMax = 128;

std::string_view text_of(const Json& string) { return {string.GetString(), string.GetStringLength()}; }

std::vector<Member> sorted_members(const Json& object) {
  std::vector<Member> members;
  for (rapidjson::SizeType i = 0; i < object.MemberCount(); ++i) {
    members.push_back(object.MemberBegin() + static_cast<std::ptrdiff_t>(i));
  }
  std::sort(members.begin(), members.end(), [](Member a, Member b) { return text_of(a->name) < text_of(b->name); });
  return members;
}

template <class Writer>
void write_sorted(Writer& writer, const Json& value) {
  if (value.IsArray()) {
    writer.StartArray();
    for (const Json& item : value.GetArray()) write_sorted(writer, item);
    writer.EndArray();
  } else if (value.IsObject()) {
    writer.StartObject();
    for (const Member member : sorted_members(value)) {
      writer.Key(member->name.GetString(), member->name.GetStringLength());
      write_sorted(writer, member->value);
    }
    writer.EndObject();
  } else {
    value.Accept(writer);
  }
}

bool is_block(const Json& value) {
  return (value.IsObject() && value.MemberCount() > 0) || (value.IsArray() && !value.Empty());
}

// What is no block; lines after the first stand at `indent`.
void append_scalar(std::string& out, const Json& value, std::size_t indent) {
  if (value.IsString()) return append_yaml_scalar(out, text_of(value), indent);
  StringSink sink{out};
  rapidjson::Writer<StringSink> writer(sink);
  value.Accept(writer);
}

void append_block(std::string& out, const Json& value, std::size_t indent, bool first_is_placed);

// Sequences in a mapping stand at the column of their key.
void append_member(std::string& out, std::string_view key, const Json& value, std::size_t indent) {
  if (key.size() > kKeyBytesMax) {
    out += "? ";
    append_yaml_scalar(out, key, indent + 2);
    out.append(1, '\n').append(indent, ' ');
  } else {
    append_yaml_key(out, key);
  }
  out += ':';
  if (is_block(value)) {
    out += '\n';
    return append_block(out, value, value.IsArray() ? indent : indent + 2, false);
  }
  out += ' ';
  append_scalar(out, value, indent + 2);
  out += '\n';
}

void append_item(std::string& out, const Json& item, std::size_t indent) {
  out += "- ";
  if (is_block(item)) return append_block(out, item, indent + 2, true);
  append_scalar(out, item, indent + 2);
  out += '\n';
}

// The lines of a mapping or sequence; the first may already have its indentation.
void append_block(std::string& out, const Json& value, std::size_t indent, bool first_is_placed) {
  const auto place = [&] {
    if (!std::exchange(first_is_placed, false)) out.append(indent, ' ');
  };
  if (value.IsObject()) {
    for (const Member member : sorted_members(value)) {
      place();
      append_member(out, text_of(member->name), member->value, indent);
    }
  } else {
    for (const Json& item : value.GetArray()) {
      place();
      append_item(out, item, indent);
    }
  }
}

}  // namespace

std::string to_json_text(const Json& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 4);
  write_sorted(writer, value);
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

std::string to_yaml_text(const Json& value) {
  std::string out;
  if (is_block(value)) {
    append_block(out, value, 0, false);
  } else {
    append_scalar(out, value, 0);
    out += '\n';
  }
  return out;
}

}  // namespace peapod::config
