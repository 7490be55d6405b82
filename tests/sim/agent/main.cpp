// sim_agent [--histories N] [--seed S] [--trace]: N histories of a whole agent from seed S on. Ends with 1 at the first
// broken rule, after telling that history again; and when a verb was never carried out, refused or cut short.

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "tests/sim/agent/history.h"
#include "tests/sim/violation.h"

namespace {

using peapod::sim::Verb;

constexpr const char* kVerbWords[] = {"make",   "adopt",     "launch init",  "signal",    "release",
                                      "lose",   "remove",    "choose image", "launch",    "adopt container",
                                      "kill",   "end",       "clean up",     "run probe", "run hook",
                                      "resize", "make room", "fit",          "save",      "forget"};
static_assert(std::size(kVerbWords) == peapod::sim::kVerbCount);

bool may_be_refused(Verb verb) {
  return verb == Verb::Make || verb == Verb::Adopt || verb == Verb::ChooseImage || verb == Verb::Launch ||
         verb == Verb::Save || verb == Verb::Resize || verb == Verb::MakeRoom || verb == Verb::Fit;
}

bool report(const peapod::sim::VerbTallies& tallies) {
  bool complete = true;
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    const peapod::sim::VerbTally& tally = tallies[i];
    const bool reached =
        tally.done > 0 && tally.died > 0 && (tally.refused > 0 || !may_be_refused(static_cast<Verb>(i)));
    std::printf("  %-16s done %10llu  refused %8llu  agent died at it %6llu%s\n", kVerbWords[i],
                static_cast<unsigned long long>(tally.done), static_cast<unsigned long long>(tally.refused),
                static_cast<unsigned long long>(tally.died), reached ? "" : "   NEVER REACHED");
    complete = complete && reached;
  }
  return complete;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t histories = 20'000, first = 1;
  bool trace = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--trace") {
      trace = true;
      continue;
    }
    std::uint64_t* number = option == "--histories" ? &histories : option == "--seed" ? &first : nullptr;
    if (number == nullptr || ++i == argc) {
      std::fprintf(stderr, "usage: sim_agent [--histories N] [--seed S] [--trace]\n");
      return 2;
    }
    std::from_chars(argv[i], argv[i] + std::strlen(argv[i]), *number);
  }
  peapod::sim::current = {.program = "/proc/self/exe", .trace = trace};
  std::signal(SIGABRT, [](int) { peapod::sim::violated("an assertion of the product"); });
  peapod::sim::VerbTallies tallies{};
  std::uint64_t steps = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t seed = first; seed < first + histories; ++seed) {
    peapod::sim::current.seed = seed;
    peapod::sim::AgentHistory history(seed, tallies, trace);
    history.run();
    steps += history.steps();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const bool complete = report(tallies);
  std::printf("%llu histories, %llu steps, %.1f s\n", static_cast<unsigned long long>(histories),
              static_cast<unsigned long long>(steps), took.count());
  return complete ? 0 : 1;
}
