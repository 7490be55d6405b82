#include "firmware-agent/api/selection.h"

#include <vector>

#include "firmware-agent/api/event_object.h"

namespace peapod::api {
namespace {

// The fields Kubernetes can select by, of those our objects have.
const std::vector<std::string_view>& selectable_fields(Resource resource) {
  static const std::vector<std::string_view> kPod = {"metadata.name", "metadata.namespace", "spec.nodeName",
                                                     "spec.restartPolicy", "status.phase"};
  static const std::vector<std::string_view> kEvent = {"metadata.name",
                                                       "metadata.namespace",
                                                       "involvedObject.kind",
                                                       "involvedObject.name",
                                                       "involvedObject.namespace",
                                                       "involvedObject.uid",
                                                       "involvedObject.apiVersion",
                                                       "involvedObject.fieldPath",
                                                       "reason",
                                                       "reportingComponent",
                                                       "source",
                                                       "type"};
  static const std::vector<std::string_view> kNode = {"metadata.name"};
  if (resource == Resource::Pods) return kPod;
  return resource == Resource::Events ? kEvent : kNode;
}

std::string_view restart_policy(config::RestartPolicy policy) {
  switch (policy) {
    case config::RestartPolicy::Always:
      return "Always";
    case config::RestartPolicy::OnFailure:
      return "OnFailure";
    case config::RestartPolicy::Never:
      return "Never";
  }
  return {};
}

}  // namespace

std::optional<StatusError> Selection::read(const Route& route, const http::Query& query, Selection& selection) {
  selection.namespace_ = route.namespace_;
  selection.name_ = route.name;
  auto labels = LabelSelector::parse(query.get("labelSelector"));
  if (!labels)
    return bad_request("unable to parse the label selector '" + std::string(query.get("labelSelector")) + "'");
  auto fields = FieldSelector::parse(query.get("fieldSelector"));
  if (!fields)
    return bad_request("unable to parse the field selector '" + std::string(query.get("fieldSelector")) + "'");
  if (const auto unknown = fields->unknown_field(selectable_fields(route.resource)); !unknown.empty()) {
    return bad_request("field label not supported: " + std::string(unknown));
  }
  selection.labels_ = std::move(*labels);
  selection.fields_ = std::move(*fields);
  return std::nullopt;
}

bool Selection::matches(const runtime::PodView& view, const runtime::PodControl& pods) const {
  const config::ObjectMeta& meta = view.pod.metadata;
  if (!namespace_.empty() && meta.namespace_ != namespace_) return false;
  if (!name_.empty() && meta.name != name_) return false;
  const std::string node = pods.node_name();
  return labels_.matches(meta.labels) && fields_.matches([&](std::string_view field) -> std::string_view {
    if (field == "metadata.name") return meta.name;
    if (field == "metadata.namespace") return meta.namespace_;
    if (field == "spec.nodeName") return node;
    if (field == "spec.restartPolicy") return restart_policy(view.pod.spec.restart_policy);
    return core::name(view.status.phase);
  });
}

bool Selection::matches(const runtime::EventView& event, const runtime::PodControl&) const {
  if (!namespace_.empty() && event.namespace_ != namespace_) return false;
  if (!name_.empty() && event.name != name_) return false;
  return labels_.matches({}) && fields_.matches([&](std::string_view field) -> std::string_view {
    if (field == "metadata.name") return event.name;
    if (field == "metadata.namespace" || field == "involvedObject.namespace") return event.namespace_;
    if (field == "involvedObject.kind") return "Pod";
    if (field == "involvedObject.name") return event.pod_name;
    if (field == "involvedObject.uid") return event.pod_uid;
    if (field == "involvedObject.apiVersion") return "v1";
    if (field == "involvedObject.fieldPath") return event.field_path;
    if (field == "reason") return event.reason;
    if (field == "type") return event.type;
    return kEventComponent;
  });
}

}  // namespace peapod::api
