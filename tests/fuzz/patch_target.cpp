// The three patches. The first line says which (j, m or s), the second is the object, the rest is the patch.

#include <rapidjson/document.h>

#include "config/patch/json_merge_patch.h"
#include "config/patch/json_patch.h"
#include "config/patch/strategic_merge_patch.h"
#include "config/schema/types.h"
#include "target.h"

namespace peapod::fuzz {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

void check_patched(const config::Patched& patched) {
  if (patched.error) {
    demand(!patched.error->message.empty(), "an error says something");
    return demand(patched.json.empty(), "there is no object beside an error", patched.json);
  }
  demand(patched.json.size() <= config::kPatchBytesMax, "a result is no larger than an object may be");
  rapidjson::Document result;
  result.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag>(patched.json.data(),
                                                                                       patched.json.size());
  demand(!result.HasParseError(), "a result is JSON", patched.json);
}

// RFC 7386: a merge patch applied twice does what it does once.
void check_merge(std::string_view object, std::string_view patch) {
  const config::Patched once = config::apply_json_merge_patch(object, patch);
  check_patched(once);
  if (once.error) return;
  const config::Patched twice = config::apply_json_merge_patch(once.json, patch);
  demand(!twice.error, "a merge patch applies to its result", once.json);
  demand(twice.json == once.json, "a merge patch changes nothing the second time", twice.json);
}

void check_patch(std::string_view text) {
  const std::string_view kind = take_line(text);
  const std::string_view object = take_line(text);
  if (kind == "j") check_patched(config::apply_json_patch(object, text));
  if (kind == "m") check_merge(object, text);
  if (kind == "s")
    check_patched(config::apply_strategic_merge_patch(config::schema::TypeOf<config::Pod>::value, object, text));
}

}  // namespace
}  // namespace peapod::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  peapod::fuzz::check_patch(peapod::fuzz::as_text(data, size));
  return 0;
}
