#include "firmware-agent/cli/apply.h"

#include <cstdio>

#include "config/pod_json.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/json.h"
#include "firmware-agent/cli/manifests.h"
#include "firmware-agent/cli/target.h"

namespace peapod::cli {
namespace {

int apply_pod(const ApiClient& client, const config::Pod& pod) {
  const config::ObjectMeta& meta = pod.metadata;
  const std::string object = target("pods", meta.namespace_, meta.name);
  auto present = client.ask({"GET", object, {}, kAsJson, {}});
  if (!present) return complain(present.error());
  if (!present->ok() && present->status != 404) return complain(*present);

  const bool exists = present->ok();
  const std::string body = config::pod_to_json(pod);
  auto reply = exists ? client.ask({"PUT", object, body, kAsJson, {}})
                      : client.ask({"POST", target("pods", meta.namespace_, {}), body, kAsJson, {}});
  if (!reply) return complain(reply.error());
  if (!reply->ok()) return complain(*reply);
  const auto version = [](const std::string& json) {
    return std::string(text_at(parse_json(json), {"metadata", "resourceVersion"}));
  };
  const char* done = !exists ? "created" : version(present->body) == version(reply->body) ? "unchanged" : "configured";
  std::printf("pod/%s %s\n", meta.name.c_str(), done);
  return 0;
}

}  // namespace

int apply_pods(const ApiClient& client, const std::vector<config::Pod>& pods) {
  int result = 0;
  for (const config::Pod& pod : pods) result |= apply_pod(client, pod);
  std::fflush(stdout);
  return result;
}

int apply(const Arguments& arguments) {
  std::vector<config::Pod> pods;
  if (!load_manifests(arguments.options, pods)) return 1;
  return apply_pods(ApiClient(arguments.options.socket_path()), pods);
}

}  // namespace peapod::cli
