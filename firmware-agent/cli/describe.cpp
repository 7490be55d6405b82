#include <cstdio>

#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/describe_pod.h"
#include "firmware-agent/cli/kind.h"
#include "firmware-agent/cli/target.h"
#include "firmware-agent/runtime/clock.h"

namespace peapod::cli {
namespace {

int describe_one(const ApiClient& client, const Json& pod, bool& first) {
  const Json& meta = at(pod, "metadata");
  std::string where = target("events", text_at(meta, {"namespace"}), {});
  add_query(
      where, "fieldSelector",
      "involvedObject.name=" + scalar_text(at(meta, "name")) + ",involvedObject.uid=" + scalar_text(at(meta, "uid")));
  auto events = client.ask({"GET", where, {}, kAsJson, {}});
  if (!events) return complain(events.error());
  if (!events->ok()) return complain(*events);
  const std::string text = describe_pod(pod, parse_json(events->body), runtime::wall_clock().ms());
  std::printf("%s%s", first ? "" : "\n\n", text.c_str());
  first = false;
  return 0;
}

}  // namespace

int describe(const Arguments& arguments) {
  const Options& options = arguments.options;
  const ObjectNames objects = read_object_names(arguments.words, nullptr);
  if (objects.kind == nullptr) return 1;
  if (objects.kind->singular != "pod") {
    std::fprintf(stderr, "error: only pods can be described\n");
    return 1;
  }
  const ApiClient client(options.socket_path());
  int result = 0;
  bool first = true;
  for (const std::string& name : objects.names) {
    auto pod = client.ask({"GET", target("pods", options.namespace_, name), {}, kAsJson, {}});
    if (!pod) return complain(pod.error());
    result |= pod->ok() ? describe_one(client, parse_json(pod->body), first) : complain(*pod);
  }
  if (!objects.names.empty()) return result;

  std::string where = target("pods", namespace_for(options, *objects.kind), {});
  if (!options.selector.empty()) add_query(where, "labelSelector", options.selector);
  auto list = client.ask({"GET", where, {}, kAsJson, {}});
  if (!list) return complain(list.error());
  if (!list->ok()) return complain(*list);
  const auto pods = parse_json(list->body);
  for (const Json& pod : items(at(pods, "items"))) result |= describe_one(client, pod, first);
  if (first) std::fprintf(stderr, "No resources found in %s namespace.\n", options.namespace_.c_str());
  return result;
}

}  // namespace peapod::cli
