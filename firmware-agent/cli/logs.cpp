#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/kind.h"
#include "firmware-agent/cli/log_target.h"
#include "firmware-agent/cli/target.h"

namespace peapod::cli {
namespace {

// False when nobody reads any more.
bool write_out(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(STDOUT_FILENO, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

std::string log_target(const Options& options, std::string_view pod, std::string_view container) {
  std::string text = target("pods", options.namespace_, pod) + "/log";
  if (!container.empty()) add_query(text, "container", container);
  if (options.follow) add_query(text, "follow", "true");
  if (options.previous) add_query(text, "previous", "true");
  if (options.timestamps) add_query(text, "timestamps", "true");
  if (options.tail && *options.tail >= 0) add_query(text, "tailLines", std::to_string(*options.tail));
  if (options.since_seconds) add_query(text, "sinceSeconds", std::to_string(*options.since_seconds));
  return text;
}

int logs(const Arguments& arguments) {
  const Options& options = arguments.options;
  if (arguments.words.empty() || arguments.words.size() > 2) {
    std::fprintf(stderr, "usage: peapod logs POD [CONTAINER]\n");
    return 2;
  }
  const ObjectNames pod = read_object_names({arguments.words.front()}, find_kind("pods"));
  if (pod.kind == nullptr) return 1;
  const std::string container = arguments.words.size() == 2 ? arguments.words[1] : options.container;
  HttpRequest request;
  request.target = log_target(options, pod.names.front(), container);
  auto incoming = ApiClient(options.socket_path()).open(request);
  if (!incoming) return complain(incoming.error());
  if ((*incoming)->status() != 200) {
    auto body = (*incoming)->read_rest();
    return body ? complain(Reply{(*incoming)->status(), std::move(*body)}) : complain(body.error());
  }
  for (;;) {
    if (!write_out((*incoming)->take_body())) return 1;
    auto more = (*incoming)->read_more();
    if (!more) return complain(more.error());
    if (!*more) return write_out((*incoming)->take_body()) ? 0 : 1;
  }
}

}  // namespace peapod::cli
