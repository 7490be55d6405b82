// bench [--repetitions N] [FILTER]: figures of ours beside the floor. Needs root; runs in a box of its own.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/bench/measure.h"
#include "tests/support/isolated_box.h"

int main(int argc, char** argv) {
  using namespace peapod::bench;
  Options options;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--repetitions") == 0 && i + 1 < argc) {
      options.repetitions = std::max(kRepetitionsMin, std::atoi(argv[++i]));
    } else if (argv[i][0] != '-') {
      options.filter = argv[i];
    } else {
      std::fprintf(stderr, "usage: bench [--repetitions N] [FILTER]\n");
      return 2;
    }
  }
  return peapod::test::run_in_isolated_box([&] {
    print_heading();
    bool good = bench_config(options);
    good = bench_launch(options) && good;
    good = bench_probes(options) && good;
    good = bench_agent(options) && good;
    return good ? 0 : 1;
  });
}
