#include "config/explain.h"

#include <cstdio>

#include "firmware-agent/cli/commands.h"

namespace peapod::cli {

int explain(const Arguments& arguments) {
  if (arguments.words.size() != 1) {
    std::fprintf(stderr, "usage: peapod explain PATH\n");
    return 2;
  }
  const auto explained = config::explain(arguments.words.front(), arguments.options.recursive);
  if (!explained.problem.empty()) {
    std::fprintf(stderr, "error: %s\n", explained.problem.c_str());
    return 1;
  }
  std::fputs(explained.text.c_str(), stdout);
  return 0;
}

}  // namespace peapod::cli
