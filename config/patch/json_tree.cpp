#include "config/patch/json_tree.h"

#include <rapidjson/encodedstream.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "config/json_writer.h"
#include "config/utf8.h"

namespace peapod::config {
namespace {

// Hands the reader's events on to the document as long as the text keeps within the limits.
class LimitedHandler {
 public:
  LimitedHandler(rapidjson::Document& out, std::size_t root_entries_max)
      : out_(out), root_entries_max_(root_entries_max) {}

  bool Null() { return count() && out_.Null(); }
  bool Bool(bool value) { return count() && out_.Bool(value); }
  // As Go reads them: a whole number that fits 64 bits, or the nearest double.
  bool RawNumber(const char* digits, rapidjson::SizeType size, bool) {
    const std::string text(digits, size);
    std::int64_t whole = 0;
    std::uint64_t positive = 0;
    if (is_all(text, whole)) return count() && out_.Int64(whole);
    if (is_all(text, positive)) return count() && out_.Uint64(positive);
    const double value = std::strtod(text.c_str(), nullptr);
    if (std::isinf(value)) overlooked_ = rapidjson::kParseErrorNumberTooBig;
    return overlooked_ == rapidjson::kParseErrorNone && count() && out_.Double(value);
  }
  // Not asked for: numbers come as their text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return count() && whole(text, size) && out_.String(text, size, true);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) { return whole(text, size) && out_.Key(text, size, true); }
  bool StartObject() { return enter() && out_.StartObject(); }
  bool StartArray() { return enter() && out_.StartArray(); }
  bool EndObject(rapidjson::SizeType entries) { return leave(entries) && out_.EndObject(entries); }
  bool EndArray(rapidjson::SizeType entries) { return leave(entries) && out_.EndArray(entries); }

  // What RapidJSON 1.1 takes although it is a mistake.
  rapidjson::ParseErrorCode overlooked() const { return overlooked_; }

 private:
  template <class Number>
  static bool is_all(const std::string& text, Number& out) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out);
    return error == std::errc() && stop == end;
  }
  bool count() { return ++values_ <= kPatchValuesMax; }
  // No text may have half a surrogate pair; RapidJSON takes the second half alone.
  bool whole(const char* text, rapidjson::SizeType size) {
    if (is_valid_utf8({text, size})) return true;
    overlooked_ = rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
    return false;
  }
  bool enter() { return ++depth_ <= kPatchDepthMax && count(); }
  bool leave(rapidjson::SizeType entries) {
    depth_ -= 1;
    return entries <= (depth_ == 0 ? root_entries_max_ : kPatchEntriesMax);
  }

  rapidjson::Document& out_;
  std::size_t root_entries_max_;
  std::size_t values_ = 0;
  std::size_t depth_ = 0;
  rapidjson::ParseErrorCode overlooked_ = rapidjson::kParseErrorNone;
};

// RapidJSON's generator of a document.
struct Source {
  std::string_view text;
  std::size_t root_entries_max;
  rapidjson::ParseResult result;

  bool operator()(rapidjson::Document& out) {
    // Iterative: the depth of the text does not become depth of the stack before it is limited. Numbers as texts:
    // RapidJSON 1.1 reads fractions inexactly, or, with full precision, long ones with undefined behaviour.
    constexpr unsigned kFlags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
    rapidjson::MemoryStream bytes(text.data(), text.size());
    rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
    LimitedHandler handler(out, root_entries_max);
    rapidjson::Reader reader;
    result = reader.Parse<kFlags>(stream, handler);
    if (handler.overlooked() != rapidjson::kParseErrorNone) result.Set(handler.overlooked(), result.Offset());
    return !result.IsError();
  }
};

// A member's name that an object has twice; nothing when there is none.
std::optional<std::string_view> duplicate_member(JsonValue& value) {
  if (value.IsArray()) {
    for (JsonValue& item : value.GetArray()) {
      if (const auto twice = duplicate_member(item)) return twice;
    }
  }
  if (!value.IsObject()) return std::nullopt;
  std::vector<std::string_view> names;
  for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) {
    if (const auto twice = duplicate_member(member_value(value, i))) return twice;
    names.push_back(text_of(member_name(value, i)));
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::ranges::adjacent_find(names);
  if (twice == names.end()) return std::nullopt;
  return *twice;
}

}  // namespace

std::optional<PatchError> parse_tree(std::string_view text, std::string_view what, rapidjson::Document& out,
                                     std::size_t root_entries_max) {
  using Kind = PatchError::Kind;
  const std::string name(what);
  if (text.size() > kPatchBytesMax) {
    return PatchError{Kind::TooLarge, name + " is " + std::to_string(text.size()) + " bytes long; at most " +
                                          std::to_string(kPatchBytesMax) + " are taken"};
  }
  if (text.find('\0') != std::string_view::npos) return PatchError{Kind::Malformed, name + " holds a NUL byte"};
  Source source{text, root_entries_max, {}};
  out.Populate(source);
  if (source.result.Code() == rapidjson::kParseErrorTermination) {
    return PatchError{Kind::TooLarge, name + " has more than " + std::to_string(kPatchDepthMax) + " levels, " +
                                          std::to_string(kPatchEntriesMax) + " entries in one list or object (" +
                                          std::to_string(root_entries_max) + " in the outermost), or " +
                                          std::to_string(kPatchValuesMax) + " values"};
  }
  if (source.result.IsError()) {
    return PatchError{Kind::Malformed, name + " is not JSON: " + rapidjson::GetParseError_En(source.result.Code()) +
                                           " (at byte " + std::to_string(source.result.Offset()) + ")"};
  }
  if (const auto twice = duplicate_member(out)) {
    return PatchError{Kind::Malformed, name + " has the member \"" + std::string(*twice) + "\" twice in one object"};
  }
  return std::nullopt;
}

Patched print_tree(const JsonValue& root) {
  Patched patched;
  StringSink sink{patched.json};
  rapidjson::Writer<StringSink> writer(sink);
  root.Accept(writer);
  if (patched.json.size() <= kPatchBytesMax) return patched;
  return {{},
          PatchError{PatchError::Kind::TooLarge, "the patched object would be " + std::to_string(patched.json.size()) +
                                                     " bytes long; at most " + std::to_string(kPatchBytesMax) +
                                                     " are kept"}};
}

std::string_view text_of(const JsonValue& string) { return {string.GetString(), string.GetStringLength()}; }

JsonValue make_text(std::string_view text, JsonAllocator& allocator) {
  return JsonValue(text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator);
}

// By index: RapidJSON's comparisons of iterators are ambiguous in C++20.
JsonValue& member_name(JsonValue& object, rapidjson::SizeType index) { return object.MemberBegin()[index].name; }
JsonValue& member_value(JsonValue& object, rapidjson::SizeType index) { return object.MemberBegin()[index].value; }

JsonValue* find_member(JsonValue& object, std::string_view name) {
  for (rapidjson::SizeType i = 0; i < object.MemberCount(); ++i) {
    if (text_of(member_name(object, i)) == name) return &member_value(object, i);
  }
  return nullptr;
}

const JsonValue* find_member(const JsonValue& object, std::string_view name) {
  for (rapidjson::SizeType i = 0; i < object.MemberCount(); ++i) {
    const auto& member = object.MemberBegin()[i];
    if (text_of(member.name) == name) return &member.value;
  }
  return nullptr;
}

void set_member(JsonValue& object, std::string_view name, JsonValue&& value, JsonAllocator& allocator) {
  if (JsonValue* present = find_member(object, name)) {
    *present = value;
  } else {
    object.AddMember(make_text(name, allocator), value, allocator);
  }
}

bool erase_member(JsonValue& object, std::string_view name) {
  for (rapidjson::SizeType i = 0; i < object.MemberCount(); ++i) {
    if (text_of(member_name(object, i)) != name) continue;
    object.EraseMember(object.MemberBegin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return false;
}

}  // namespace peapod::config
