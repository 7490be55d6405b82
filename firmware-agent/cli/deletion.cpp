#include "firmware-agent/cli/deletion.h"

#include "firmware-agent/cli/json.h"
#include "firmware-agent/cli/target.h"
#include "firmware-agent/cli/watch_lines.h"

namespace peapod::cli {

Result<Reply> request_deletion(const ApiClient& client, const Deletion& deletion) {
  std::string body = R"({"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background")";
  if (deletion.grace_seconds) body += R"(,"gracePeriodSeconds":)" + std::to_string(*deletion.grace_seconds);
  return client.ask({"DELETE", target("pods", deletion.namespace_, deletion.name), body + "}", kAsJson, {}});
}

Result<void> wait_until_gone(const ApiClient& client, const Deletion& deletion, const std::string& uid) {
  for (;;) {
    auto list_target = target("pods", deletion.namespace_, {});
    add_query(list_target, "fieldSelector", "metadata.name=" + deletion.name);
    auto reply = client.ask({"GET", list_target, {}, kAsJson, {}});
    if (!reply) return std::move(reply.error());
    const auto list = parse_json(reply->body);
    const auto pods = items(at(list, "items"));
    if (pods.Empty() || text_at(pods[0], {"metadata", "uid"}) != uid) return {};
    Reply refused;
    auto watch = open_watch(client, list_target, kAsJson, text_at(list, {"metadata", "resourceVersion"}), refused);
    if (!watch) return std::move(watch.error());
    if (!*watch) continue;  // Something was deleted in between: look again.
    bool there = true;
    while (there) {
      auto more = (*watch)->read([&](const Json& event) {
        const bool ours = text_at(event, {"object", "metadata", "uid"}) == uid;
        there = ours && text_at(event, {"type"}) != "DELETED";
        return there;
      });
      if (!more) return std::move(more.error());
      if (!*more) break;
    }
  }
}

}  // namespace peapod::cli
