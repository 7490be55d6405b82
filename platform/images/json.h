#pragma once

// JSON that came from outside (image manifests, our own records) read within bounds: at most kJsonBytesMax of
// text and kJsonDepthMax levels. A field of the wrong type is an error of the document, never a guess.

#include <rapidjson/document.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/result.h"

namespace peapod::platform::images {

inline constexpr std::size_t kJsonBytesMax = 4 * 1024 * 1024;  // Manifest size limit of registries.
inline constexpr int kJsonDepthMax = 32;

// An object or array; EINVAL when it is not JSON within the bounds.
Result<rapidjson::Document> parse_json(std::string_view text);

// Reads fields of objects and remembers the first mistake, so that a reader of a document checks once, at its
// end. A field that is missing or null reads as empty.
class JsonFields {
 public:
  std::string text(const rapidjson::Value& object, const char* key);
  std::int64_t number(const rapidjson::Value& object, const char* key);
  std::vector<std::string> texts(const rapidjson::Value& object, const char* key);
  // The object's or array's value; an empty one when missing. Valid as long as the document.
  const rapidjson::Value& object(const rapidjson::Value& parent, const char* key);
  const rapidjson::Value& array(const rapidjson::Value& parent, const char* key);

  void complain(std::string_view key, std::string_view what);
  bool failed() const { return !problem_.empty(); }
  Error error() const;

 private:
  std::string problem_;
};

}  // namespace peapod::platform::images
