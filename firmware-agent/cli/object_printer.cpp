#include "firmware-agent/cli/object_printer.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <vector>

#include "firmware-agent/cli/yaml_scalar.h"

namespace peapod::cli {
namespace {

using Member = Json::ConstMemberIterator;

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

std::string scalar(const Json& value, std::size_t indent) {
  if (value.IsString()) return yaml_scalar(text_of(value), indent);
  if (value.IsNull()) return "null";
  if (value.IsObject()) return "{}";
  if (value.IsArray()) return "[]";
  return scalar_text(value);
}

void append_block(std::string& out, const Json& value, std::size_t indent);

// Sequences in a mapping stand at the column of their key, as Kubernetes' YAML has them.
void append_member(std::string& out, std::string_view key, const Json& value, std::size_t indent) {
  out += yaml_scalar(key, indent) + ":";
  if (!is_block(value)) {
    out += " " + scalar(value, indent + 2) + "\n";
    return;
  }
  out += '\n';
  append_block(out, value, value.IsArray() ? indent : indent + 2);
}

void append_mapping(std::string& out, const Json& value, std::size_t indent, bool first_is_placed) {
  for (const Member member : sorted_members(value)) {
    if (!std::exchange(first_is_placed, false)) out.append(indent, ' ');
    append_member(out, text_of(member->name), member->value, indent);
  }
}

void append_sequence(std::string& out, const Json& value, std::size_t indent, bool first_is_placed) {
  for (const Json& item : value.GetArray()) {
    if (!std::exchange(first_is_placed, false)) out.append(indent, ' ');
    out += "- ";
    if (!is_block(item)) {
      out += scalar(item, indent + 2) + "\n";
    } else if (item.IsObject()) {
      append_mapping(out, item, indent + 2, true);
    } else {
      append_sequence(out, item, indent + 2, true);
    }
  }
}

void append_block(std::string& out, const Json& value, std::size_t indent) {
  if (value.IsObject()) append_mapping(out, value, indent, false);
  if (value.IsArray()) append_sequence(out, value, indent, false);
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
  if (!is_block(value)) return scalar(value, 0) + "\n";
  append_block(out, value, 0);
  return out;
}

rapidjson::Document as_list(const Json& list) {
  rapidjson::Document document(rapidjson::kObjectType);
  auto& allocator = document.GetAllocator();
  document.AddMember("apiVersion", "v1", allocator);
  Json elements(rapidjson::kArrayType);
  for (const Json& item : items(at(list, "items"))) elements.PushBack(Json(item, allocator), allocator);
  document.AddMember("items", elements, allocator);
  document.AddMember("kind", "List", allocator);
  Json metadata(rapidjson::kObjectType);
  metadata.AddMember("resourceVersion", "", allocator);
  document.AddMember("metadata", metadata, allocator);
  return document;
}

}  // namespace peapod::cli
