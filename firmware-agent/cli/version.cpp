#include "firmware-agent/api/version.h"

#include <cstdio>

#include "firmware-agent/cli/api_client.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/json.h"

namespace peapod::cli {

int version([[maybe_unused]] const Arguments& arguments) {
  std::printf("Client Version: %s (Kubernetes API %s)\n", std::string(api::kVersion).c_str(),
              std::string(api::kKubernetesVersion).c_str());
  std::fflush(stdout);
#ifndef PEAPOD_NO_COMMANDS
  auto reply = ApiClient(arguments.options.socket_path()).ask({"GET", "/version", {}, kAsJson, {}});
  if (!reply) return complain(reply.error());
  if (!reply->ok()) return complain(*reply);
  std::printf("Server Version: %s\n", std::string(text_at(parse_json(reply->body), {"gitVersion"})).c_str());
#endif
  return 0;
}

}  // namespace peapod::cli
