#include <cstdio>

#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/manifests.h"

namespace peapod::cli {

int check(const Arguments& arguments) {
  if (arguments.words.empty()) {
    std::fprintf(stderr, "usage: peapod check FILE...\n");
    return 2;
  }
  bool good = true;
  for (const std::string& file : arguments.words) {
    std::vector<config::Pod> pods;
    good = load_manifest(file, pods) && good;
  }
  return good ? 0 : 1;
}

}  // namespace peapod::cli
