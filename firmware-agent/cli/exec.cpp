#include <unistd.h>

#include <cstdio>
#include <optional>

#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/exec_session.h"
#include "firmware-agent/cli/kind.h"
#include "firmware-agent/cli/target.h"

namespace peapod::cli {
namespace {

// The constant key is RFC 6455's example: it proves only that the peer speaks WebSocket.
constexpr std::string_view kHandshake =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n";

std::string exec_target(const Arguments& arguments, const std::string& pod, bool tty) {
  const Options& options = arguments.options;
  std::string text = target("pods", options.namespace_, pod) + "/exec";
  for (const std::string& word : arguments.command) add_query(text, "command", word);
  if (!options.container.empty()) add_query(text, "container", options.container);
  if (options.stdin_open) add_query(text, "stdin", "true");
  if (tty) add_query(text, "tty", "true");
  add_query(text, "stdout", "true");
  if (!tty) add_query(text, "stderr", "true");
  return text;
}

}  // namespace

int exec(const Arguments& arguments) {
  const Options& options = arguments.options;
  if (arguments.words.size() != 1 || arguments.command.empty()) {
    std::fprintf(stderr, "usage: peapod exec POD [-c CONTAINER] [-i] [-t] -- COMMAND [ARG...]\n");
    return 2;
  }
  const ObjectNames pod = read_object_names(arguments.words, find_kind("pods"));
  if (pod.kind == nullptr) return 1;
  const bool tty = options.tty && isatty(STDIN_FILENO) != 0;
  if (options.tty && !tty) {
    std::fprintf(stderr, "Unable to use a TTY - input is not a terminal or the right kind of file\n");
  }
  HttpRequest request;
  request.target = exec_target(arguments, pod.names.front(), tty);
  request.extra_headers = kHandshake;
  auto incoming = ApiClient(options.socket_path()).open(request);
  if (!incoming) return complain(incoming.error());
  if ((*incoming)->status() != 101) {
    auto body = (*incoming)->read_rest();
    return body ? complain(Reply{(*incoming)->status(), std::move(*body)}) : complain(body.error());
  }
  Result<int> result = 1;
  {
    std::optional<RawTerminal> raw;
    if (tty) raw.emplace(STDIN_FILENO);
    ExecSession session((*incoming)->take_fd(), (*incoming)->take_tail());
    result = session.run(options.stdin_open, tty);
  }
  return result ? *result : complain(result.error());
}

}  // namespace peapod::cli
