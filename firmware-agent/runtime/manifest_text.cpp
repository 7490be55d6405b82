#include "firmware-agent/runtime/manifest_text.h"

#include "config/pod_json.h"

namespace peapod::runtime {

std::string manifest_text(const config::Pod& pod) {
  const config::ObjectMeta& metadata = pod.metadata;
  // Names and UIDs hold no character that JSON would want escaped: validation has seen to that.
  std::string text = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + metadata.name + R"(","namespace":")" +
                     metadata.namespace_ + R"(","uid":")" + metadata.uid + R"(","labels":)";
  config::append_labels_json(text, metadata.labels);
  text += R"(,"annotations":)";
  config::append_labels_json(text, metadata.annotations);
  text += R"(},"spec":)";
  config::append_spec_json(text, pod.spec);
  text += "}";
  return text;
}

}  // namespace peapod::runtime
