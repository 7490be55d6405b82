#include "config/pod_json.h"

#include "config/json_writer.h"
#include "config/schema/types.h"

namespace peapod::config {

void append_spec_json(std::string& out, const PodSpec& spec) {
  JsonWriter json(out);
  schema::write_object(json, schema::TypeOf<PodSpec>::value, &spec);
}

std::string pod_spec_to_json(const PodSpec& spec) {
  std::string out;
  append_spec_json(out, spec);
  return out;
}

std::string pod_to_json(const Pod& pod) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("kind", "Pod");
  json.field("apiVersion", "v1");
  json.key("metadata");
  schema::write_object(json, schema::TypeOf<ObjectMeta>::value, &pod.metadata);
  json.key("spec");
  schema::write_object(json, schema::TypeOf<PodSpec>::value, &pod.spec);
  json.end_object();
  return out;
}

void append_resources_json(std::string& out, const ResourceRequirements& resources) {
  JsonWriter json(out);
  schema::write_object(json, schema::TypeOf<ResourceRequirements>::value, &resources);
}

void append_amounts_json(std::string& out, const ResourceList& amounts) {
  JsonWriter json(out);
  schema::TypeOf<ResourceList>::value.write(json, schema::TypeOf<ResourceList>::value, &amounts);
}

void append_labels_json(std::string& out, const Labels& labels) {
  JsonWriter json(out);
  schema::kLabels.write(json, schema::kLabels, &labels);
}

}  // namespace peapod::config
