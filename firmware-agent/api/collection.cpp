#include "firmware-agent/api/collection.h"

#include "firmware-agent/api/event_object.h"
#include "firmware-agent/api/event_table.h"
#include "firmware-agent/api/pod_object.h"
#include "firmware-agent/api/pod_table.h"

namespace peapod::api {
namespace {

std::span<const Column> columns_of(const runtime::PodView&) { return pod_columns(); }
std::span<const Column> columns_of(const runtime::EventView&) { return event_columns(); }

template <class View>
void append_row(TableWriter& table, const View& view, const runtime::PodControl& pods, RowObject row_object) {
  std::string object;
  if (row_object == RowObject::Object) append_object(object, view, pods);
  if (row_object == RowObject::Metadata) {
    object = R"({"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":)";
    append_metadata(object, view);
    object += '}';
  }
  table.row(table_cells(view, pods), object);
}

template <class View>
void append_one(std::string& out, const View& view, const runtime::PodControl& pods, const Presentation& presentation) {
  if (!presentation.table) return append_object(out, view, pods);
  TableWriter table(out, columns_of(view), std::to_string(view.resource_version));
  append_row(table, view, pods, presentation.row_object);
  table.finish();
}

template <class Visit>
void each_selected(Call& call, const Selection& selection, Visit visit) {
  const auto visit_selected = [&](const auto& view) {
    if (selection.matches(view, call.pods)) visit(view);
  };
  if (call.route.resource == Resource::Pods) {
    call.pods.each_pod(visit_selected);
  } else {
    call.pods.each_event(visit_selected);
  }
}

}  // namespace

Presentation Presentation::of(const Call& call) {
  Presentation presentation;
  presentation.table = wants_table(call.request);
  if (call.query.get("includeObject") == "None") presentation.row_object = RowObject::None;
  if (call.query.get("includeObject") == "Object") presentation.row_object = RowObject::Object;
  return presentation;
}

void append_presented(std::string& out, const runtime::PodView& view, const runtime::PodControl& pods,
                      const Presentation& presentation) {
  append_one(out, view, pods, presentation);
}

void append_presented(std::string& out, const runtime::EventView& event, const runtime::PodControl& pods,
                      const Presentation& presentation) {
  append_one(out, event, pods, presentation);
}

void list(Call& call) {
  Selection selection;
  if (const auto error = Selection::read(call.route, call.query, selection)) return answer(call, *error);
  const Presentation presentation = Presentation::of(call);
  const bool of_pods = call.route.resource == Resource::Pods;
  const std::string version = std::to_string(call.pods.resource_version());
  std::string out;
  if (presentation.table) {
    TableWriter table(out, of_pods ? pod_columns() : event_columns(), version);
    each_selected(call, selection,
                  [&](const auto& view) { append_row(table, view, call.pods, presentation.row_object); });
    table.finish();
  } else {
    out = of_pods ? R"({"kind":"PodList")" : R"({"kind":"EventList")";
    out += R"(,"apiVersion":"v1","metadata":{"resourceVersion":")" + version + R"("},"items":[)";
    bool first = true;
    each_selected(call, selection, [&](const auto& view) {
      if (!std::exchange(first, false)) out += ',';
      append_object(out, view, call.pods);
    });
    out += "]}";
  }
  answer(call, 200, out);
}

void get(Call& call) {
  Selection selection;
  if (const auto error = Selection::read(call.route, call.query, selection)) return answer(call, *error);
  std::string out;
  each_selected(call, selection,
                [&](const auto& view) { append_presented(out, view, call.pods, Presentation::of(call)); });
  if (out.empty()) return answer(call, not_found(name(call.route.resource), call.route.name));
  answer(call, 200, out);
}

}  // namespace peapod::api
