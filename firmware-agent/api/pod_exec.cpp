#include "firmware-agent/api/exec_stream.h"
#include "firmware-agent/api/pod_streams.h"
#include "firmware-agent/http/websocket_handshake.h"

namespace peapod::api {
namespace {

// kubectl's annotation, then the first.
std::string default_container(const config::Pod& pod) {
  const auto chosen = pod.metadata.annotations.find("kubectl.kubernetes.io/default-container");
  if (chosen != pod.metadata.annotations.end()) return chosen->second;
  return pod.spec.containers.front().name;
}

std::optional<StatusError> read_exec(const Call& call, runtime::ExecRequest& request) {
  request.namespace_ = call.route.namespace_;
  request.pod = call.route.name;
  request.container = call.query.get("container");
  request.command = call.query.all("command");
  request.stdin_open = call.query.is_true("stdin");
  request.tty = call.query.is_true("tty");
  if (request.command.empty()) return bad_request("you must specify at least one command for the container");
  std::optional<StatusError> error;
  const bool exists = call.pods.with_pod(request.namespace_, request.pod, [&](const runtime::PodView& view) {
    if (request.container.empty()) request.container = default_container(view.pod);
    const core::PodPhase phase = view.status.phase;
    if (phase == core::PodPhase::Succeeded || phase == core::PodPhase::Failed) {
      error = bad_request("cannot exec into a container in a completed pod; current phase is " +
                          std::string(core::name(phase)));
    }
  });
  return exists ? error : not_found("pods", request.pod);
}

}  // namespace

void pod_exec(Call& call) {
  runtime::ExecRequest request;
  if (const auto error = read_exec(call, request)) return answer(call, *error);
  const std::string_view protocol = http::choose_subprotocol(call.request, kExecProtocols);
  if (!http::is_websocket_upgrade(call.request) || protocol.empty()) {
    return answer(call, bad_request("exec needs a WebSocket with the subprotocol v5.channel.k8s.io or "
                                    "v4.channel.k8s.io"));
  }
  auto activity = std::make_unique<ExecStream>(call.connection);
  ExecStream& stream = *activity;
  runtime::Refusal refusal;
  if (!stream.start(call.pods, request, refusal)) return answer(call, from_refusal(refusal, request.pod));
  call.connection.begin_websocket(call.request, protocol, std::move(activity));
  stream.greet();
}

}  // namespace peapod::api
