#include "firmware-agent/cli/watch_lines.h"

#include "firmware-agent/cli/target.h"

namespace peapod::cli {

Result<bool> WatchLines::read(const std::function<bool(const Json& event)>& on_event) {
  auto more = incoming_->read_more();
  if (!more) return std::move(more.error());
  pending_ += incoming_->take_body();
  std::size_t begin = 0;
  bool wanted = true;
  for (std::size_t end; wanted && (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    wanted = on_event(parse_json(std::string_view(pending_).substr(begin, end - begin)));
  }
  pending_.erase(0, begin);
  return wanted && *more;
}

Result<std::unique_ptr<WatchLines>> open_watch(const ApiClient& client, std::string target, std::string_view accept,
                                               std::string_view resource_version, Reply& refused) {
  add_query(target, "watch", "true");
  if (!resource_version.empty()) add_query(target, "resourceVersion", resource_version);
  HttpRequest request;
  request.target = std::move(target);
  request.accept = accept;
  auto incoming = client.open(request);
  if (!incoming) return std::move(incoming.error());
  if ((*incoming)->status() == 200) return std::make_unique<WatchLines>(std::move(*incoming));
  refused.status = (*incoming)->status();
  auto body = (*incoming)->read_rest();
  if (!body) return std::move(body.error());
  refused.body = std::move(*body);
  return std::unique_ptr<WatchLines>();
}

}  // namespace peapod::cli
