#include <cstdio>

#include "firmware-agent/cli/apply.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/foreground.h"
#include "firmware-agent/cli/manifests.h"
#include "firmware-agent/cli/own_agent.h"

namespace peapod::cli {

int run(const Arguments& arguments) {
  std::vector<config::Pod> pods;
  if (!load_manifests(arguments.options, pods)) return 1;
  if (pods.empty()) {
    std::fprintf(stderr, "error: there is no pod to run\n");
    return 1;
  }
  OwnAgent agent;
  if (auto started = agent.start_if_needed(arguments.options); !started) return complain(started.error());
  const ApiClient client(arguments.options.socket_path());
  Foreground foreground(client, pods);
  if (apply_pods(client, pods) != 0) return 1;
  const auto succeeded = foreground.follow();
  if (!succeeded) return complain(succeeded.error());
  if (auto cleaned = foreground.clean_up(); !cleaned) return complain(cleaned.error());
  return *succeeded ? 0 : 1;
}

}  // namespace peapod::cli
