#include "firmware-agent/api/router.h"

#include "firmware-agent/api/collection.h"
#include "firmware-agent/api/discovery.h"
#include "firmware-agent/api/node_object.h"
#include "firmware-agent/api/pod_changes.h"
#include "firmware-agent/api/pod_gates.h"
#include "firmware-agent/api/pod_patch.h"
#include "firmware-agent/api/pod_streams.h"
#include "firmware-agent/api/version.h"
#include "firmware-agent/api/watch.h"

namespace peapod::api {
namespace {

bool is_health_path(std::string_view path) { return path == "/healthz" || path == "/livez" || path == "/readyz"; }

StatusError no_such_path() { return {404, "NotFound", "the server could not find the requested resource", {}, {}, {}}; }

void read_only(Call& call) {
  if (call.request.method != "GET") return answer(call, method_not_allowed());
  if (call.query.is_true("watch")) return watch(call);
  call.route.name.empty() ? list(call) : get(call);
}

// The pod itself, of which only this part is changed.
struct Part {
  std::string_view subresource;
  void (*replace)(Call& call);
  void (*patch)(Call& call);
};
constexpr Part kParts[] = {{"resize", replace_pod, patch_pod},
                           {"ephemeralcontainers", replace_pod, patch_pod},
                           {"status", replace_status, patch_status}};

void handle_part(Call& call, const Part& part) {
  if (call.request.method == "GET") return get(call);
  if (call.request.method == "PUT") return part.replace(call);
  if (call.request.method == "PATCH") return part.patch(call);
  answer(call, method_not_allowed());
}

}  // namespace

Router::Router(runtime::PodControl& pods) : pods_(pods), created_(pods.wall_now()) {
  changes_ = pods.subscribe([this](const runtime::Change& change) { note_deletion(change); });
}

void Router::note_deletion(const runtime::Change& change) {
  if (change.kind != runtime::ChangeKind::Deleted) return;
  if (change.pod != nullptr) last_pod_deletion_ = pods_.resource_version();
  if (change.event != nullptr) last_event_deletion_ = pods_.resource_version();
}

void Router::handle(const http::Request& request, http::Connection& connection) {
  const http::Query query = http::Query::parse(request.query);
  const auto route = parse_route(request.path);
  const Route no_route;
  Call call{request, query, route ? *route : no_route, connection, pods_};
  if (route) return handle_resource(call);
  if (request.method != "GET") return answer(call, no_such_path());
  if (request.path == "/version") return answer(call, 200, version_json());
  if (is_health_path(request.path)) return connection.respond(200, "text/plain", "ok");
  const std::string_view document = discovery_document(request.path);
  if (document.empty()) return answer(call, no_such_path());
  answer(call, 200, document);
}

void Router::handle_resource(Call& call) {
  switch (call.route.resource) {
    case Resource::Pods:
      call.last_deletion = last_pod_deletion_;
      return handle_pods(call);
    case Resource::Events:
      call.last_deletion = last_event_deletion_;
      return read_only(call);
    case Resource::Nodes:
      return handle_nodes(call);
  }
}

void Router::handle_pods(Call& call) {
  const std::string_view method = call.request.method;
  if (call.route.subresource == "log" && method == "GET") return pod_log(call);
  if (call.route.subresource == "exec" && (method == "GET" || method == "POST")) return pod_exec(call);
  for (const Part& part : kParts) {
    if (call.route.subresource == part.subresource) return handle_part(call, part);
  }
  if (!call.route.subresource.empty()) return answer(call, no_such_path());
  if (method == "POST" && call.route.name.empty() && !call.route.namespace_.empty()) return create_pod(call);
  if (method == "PUT" && !call.route.name.empty()) return replace_pod(call);
  if (method == "PATCH" && !call.route.name.empty()) return patch_pod(call);
  if (method == "DELETE" && !call.route.name.empty()) return delete_pod(call);
  read_only(call);
}

void Router::handle_nodes(Call& call) {
  if (call.request.method != "GET" || call.query.is_true("watch")) return answer(call, method_not_allowed());
  if (!call.route.name.empty() && call.route.name != pods_.node_name()) {
    return answer(call, not_found("nodes", call.route.name));
  }
  std::string out;
  const std::string version = std::to_string(pods_.resource_version());
  if (wants_table(call.request)) {
    TableWriter table(out, node_columns(), version);
    table.row(node_cells(pods_, created_), {});
    table.finish();
  } else if (call.route.name.empty()) {
    out = R"({"kind":"NodeList","apiVersion":"v1","metadata":{"resourceVersion":")" + version + R"("},"items":[)";
    append_node(out, pods_, created_);
    out += "]}";
  } else {
    append_node(out, pods_, created_);
  }
  answer(call, 200, out);
}

}  // namespace peapod::api
