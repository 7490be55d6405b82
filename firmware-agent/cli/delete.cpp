#include <cstdio>

#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/deletion.h"
#include "firmware-agent/cli/json.h"
#include "firmware-agent/cli/kind.h"
#include "firmware-agent/cli/manifests.h"

namespace peapod::cli {
namespace {

// Which pods, from names or manifests. False when the command line is wrong.
bool read_pods(const Arguments& arguments, std::vector<Deletion>& deletions) {
  const Options& options = arguments.options;
  if (!options.files.empty()) {
    std::vector<config::Pod> pods;
    if (!load_manifests(options, pods)) return false;
    for (const config::Pod& pod : pods) deletions.push_back({pod.metadata.namespace_, pod.metadata.name, {}});
    return true;
  }
  const ObjectNames objects = read_object_names(arguments.words, nullptr);
  if (objects.kind == nullptr) return false;
  if (objects.kind->singular != "pod" || objects.names.empty()) {
    std::fprintf(stderr, "usage: peapod delete pod NAME... | peapod delete -f FILE\n");
    return false;
  }
  for (const std::string& name : objects.names) deletions.push_back({options.namespace_, name, {}});
  return true;
}

std::optional<std::int64_t> grace_of(const Options& options) {
  if (options.grace_period) return options.grace_period;
  if (options.force) return 0;
  return options.now ? std::optional<std::int64_t>(1) : std::nullopt;
}

}  // namespace

int delete_pods(const Arguments& arguments) {
  const Options& options = arguments.options;
  std::vector<Deletion> deletions;
  if (!read_pods(arguments, deletions)) return 1;
  const ApiClient client(options.socket_path());
  std::vector<std::string> uids;
  int result = 0;
  for (Deletion& deletion : deletions) {
    deletion.grace_seconds = grace_of(options);
    auto reply = request_deletion(client, deletion);
    if (!reply) return complain(reply.error());
    if (!reply->ok()) result = complain(*reply);
    uids.emplace_back(reply->ok() ? text_at(parse_json(reply->body), {"metadata", "uid"}) : "");
    if (reply->ok()) std::printf("pod \"%s\" %s\n", deletion.name.c_str(), options.force ? "force deleted" : "deleted");
    std::fflush(stdout);
  }
  for (std::size_t i = 0; options.wait && i < deletions.size(); ++i) {
    if (uids[i].empty()) continue;
    if (auto gone = wait_until_gone(client, deletions[i], uids[i]); !gone) return complain(gone.error());
  }
  return result;
}

}  // namespace peapod::cli
