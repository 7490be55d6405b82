// sim [--histories N] [--seed S] [--trace]: runs N histories from seed S on. Ends with 1 at the first broken
// rule, after telling that history again, event by event; and when something was never reached.

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "tests/sim/history.h"
#include "tests/sim/violation.h"

namespace {

struct Options {
  std::uint64_t histories = 100'000;
  std::uint64_t seed = 1;
  bool trace = false;
};

bool read(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    std::string_view option = argv[i];
    if (option == "--trace") {
      options.trace = true;
      continue;
    }
    std::uint64_t* number = option == "--histories" ? &options.histories : option == "--seed" ? &options.seed : nullptr;
    if (number == nullptr || ++i == argc) return false;
    const char* end = argv[i] + std::strlen(argv[i]);
    auto [rest, error] = std::from_chars(argv[i], end, *number);
    if (error != std::errc() || rest != end) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!read(argc, argv, options)) {
    std::fprintf(stderr, "usage: sim [--histories N] [--seed S] [--trace]\n");
    return 2;
  }
  peapod::sim::current = {.program = "/proc/self/exe", .trace = options.trace};
  std::signal(SIGABRT, [](int) { peapod::sim::violated("an assertion of core"); });
  peapod::sim::Coverage coverage;
  std::uint64_t steps = 0;
  auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t seed = options.seed; seed < options.seed + options.histories; ++seed) {
    peapod::sim::current.seed = seed;
    peapod::sim::History history(seed, coverage, options.trace);
    history.run();
    steps += history.steps();
  }
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  bool complete = coverage.report();
  std::printf("%llu histories, %llu steps, %.1f s\n", static_cast<unsigned long long>(options.histories),
              static_cast<unsigned long long>(steps), took.count());
  return complete ? 0 : 1;
}
