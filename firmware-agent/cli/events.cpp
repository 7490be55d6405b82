#include <cstdio>

#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/kind.h"
#include "firmware-agent/cli/table_printer.h"
#include "firmware-agent/cli/target.h"
#include "firmware-agent/cli/watch_lines.h"

namespace peapod::cli {
namespace {

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

int watch_events(const ApiClient& client, const std::string& target, std::string_view version, TablePrinter& table) {
  Reply refused;
  auto watch = open_watch(client, target, kAsTable, version, refused);
  if (!watch) return complain(watch.error());
  if (!*watch) return complain(refused);
  for (;;) {
    auto more = (*watch)->read([&](const Json& event) {
      if (text_at(event, {"type"}) != "DELETED") print(table.print(at(event, "object")));
      return true;
    });
    if (!more) return complain(more.error());
    if (!*more) return 0;
  }
}

}  // namespace

int events(const Arguments& arguments) {
  const Options& options = arguments.options;
  const Kind& kind = *find_kind("events");
  std::string where = target(kind.resource, namespace_for(options, kind), {});
  if (!options.for_object.empty()) {
    const ObjectNames object = read_object_names({options.for_object}, find_kind("pods"));
    if (object.kind == nullptr || object.names.size() != 1) return 1;
    add_query(where, "fieldSelector", "involvedObject.kind=Pod,involvedObject.name=" + object.names.front());
  }
  const ApiClient client(options.socket_path());
  auto reply = client.ask({"GET", where, {}, kAsTable, {}});
  if (!reply) return complain(reply.error());
  if (!reply->ok()) return complain(*reply);
  const auto list = parse_json(reply->body);
  TablePrinter table({false, options.all_namespaces, !options.no_headers});
  const bool empty = items(at(list, "rows")).Empty();
  if (!empty) print(table.print(list));
  if (options.watch) return watch_events(client, where, text_at(list, {"metadata", "resourceVersion"}), table);
  if (empty && options.all_namespaces) std::fprintf(stderr, "No events found.\n");
  if (empty && !options.all_namespaces)
    std::fprintf(stderr, "No events found in %s namespace.\n", options.namespace_.c_str());
  return 0;
}

}  // namespace peapod::cli
