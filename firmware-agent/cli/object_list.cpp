#include "firmware-agent/cli/object_list.h"

namespace peapod::cli {

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
