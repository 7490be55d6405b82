#include "config/json_reader.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "config/utf8.h"

namespace peapod::config {
namespace {

constexpr const char* kHalfPair =
    "half a surrogate pair: a \"\\ud8..\" to \"\\udb..\" needs a \"\\udc..\" to \"\\udf..\" behind it";

// RapidJSON's handler. It is told values, not places: a value begins behind the previous one, and behind what may stand
// between two of them.
class SaxHandler {
 public:
  using Ch = char;

  SaxHandler(std::string_view source, const Document& document, TreeBuilder& builder)
      : source_(source.substr(0, document.end)),
        begin_(document.content),
        last_end_(document.content),
        stream_(source.data() + document.content, document.end - document.content),
        builder_(builder) {}

  rapidjson::MemoryStream& stream() { return stream_; }

  bool Null() { return plain("null"); }
  bool Bool(bool truth) { return plain(truth ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return plain({text, size}); }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    const Mark mark = next_mark();
    if (is_valid_utf8({text, size})) return builder_.scalar(mark, {text, size}, false);
    builder_.complain(mark, kHalfPair);  // The second half alone, which RapidJSON takes.
    return false;
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) { return String(text, size, copy); }
  bool StartObject() { return builder_.open(Node::Kind::Mapping, next_mark()); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool StartArray() { return builder_.open(Node::Kind::Sequence, next_mark()); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  // Numbers come as RawNumber.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  bool plain(std::string_view text) { return builder_.scalar(next_mark(), text, true); }

  bool close() {
    last_end_ = begin_ + stream_.Tell();
    return builder_.close();
  }

  Mark next_mark() {
    const std::size_t at = source_.find_first_not_of(" \t\r\n,:", last_end_);
    last_end_ = begin_ + stream_.Tell();
    return {static_cast<std::uint32_t>(at)};
  }

  std::string_view source_;
  std::size_t begin_;
  std::size_t last_end_;
  rapidjson::MemoryStream stream_;
  TreeBuilder& builder_;
};

std::string explain(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return "more text follows the end of the JSON value: one value per document, or \"---\" between them";
    case rapidjson::kParseErrorObjectMissName:
      return "a key in double quotes is missing here";
    case rapidjson::kParseErrorObjectMissColon:
      return "a \":\" is missing after the key";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return "a \",\" or a \"}\" is missing before this";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return "a \",\" or a \"]\" is missing before this";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return "\"\\u\" takes four hexadecimal digits";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return kHalfPair;
    case rapidjson::kParseErrorStringEscapeInvalid:
      return "an unknown escape: write \"\\\\\" for a backslash";
    case rapidjson::kParseErrorStringMissQuotationMark:
      return "a text that begins in this line has no closing quote";
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent:
      return "a number ends too early";
    default:
      return "a value is missing here: a text in double quotes, a number, true, false, null, a list or a mapping";
  }
}

}  // namespace

JsonOutcome read_json(const Document& document, TreeBuilder& builder) {
  SaxHandler handler(builder.source(), document, builder);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<rapidjson::kParseNumbersAsStringsFlag>(handler.stream(), handler);
  if (!result.IsError()) return JsonOutcome::Read;
  if (result.Code() == rapidjson::kParseErrorTermination) return JsonOutcome::Refused;
  const std::size_t offset = std::min(document.content + result.Offset(), document.end);
  builder.complain({static_cast<std::uint32_t>(offset)}, explain(result.Code()));
  return JsonOutcome::NotJson;
}

}  // namespace peapod::config
