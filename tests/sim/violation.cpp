#include "tests/sim/violation.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace peapod::sim {

Current current;

void violated(const char* rule) {
  std::string seed = std::to_string(current.seed);
  if (current.trace) {
    std::printf("             ^ %s\nagain: sim --histories 1 --seed %s\n", rule, seed.c_str());
  } else {
    std::printf("seed %s: %s\n", seed.c_str(), rule);
    std::fflush(stdout);
    ::execl(current.program, current.program, "--trace", "--histories", "1", "--seed", seed.c_str(), nullptr);
  }
  std::fflush(stdout);
  std::_Exit(1);
}

}  // namespace peapod::sim
