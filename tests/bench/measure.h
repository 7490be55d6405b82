#pragma once

// Figures that mean something on a noisy machine: ours and the floor take turns in one run, and only their
// ratio counts.

#include <functional>
#include <string>
#include <vector>

namespace peapod::bench {

inline constexpr int kRepetitionsMin = 15;

struct Options {
  int repetitions = 100;  // At least kRepetitionsMin.
  std::string filter;     // Part of a figure's name; empty: all.
};

// One way to do the work. False: it failed, and has said why.
struct Contender {
  std::string name;
  std::function<bool()> run;
};

struct Summary {
  double median = 0, p10 = 0, p90 = 0;
};
Summary summarize(std::vector<double> samples);  // Not empty.

// Microseconds of CLOCK_MONOTONIC.
double now_us();

// Times `ours` and `floor` alternately after three rounds that do not count, and prints a line for each and
// the ratio. False when one of them failed.
bool compare(const Options& options, const std::string& figure, const Contender& ours, const Contender& floor);

// The same for work that measures itself: each returns microseconds, or a negative number when it failed.
struct SelfTimed {
  std::string name;
  std::function<double()> run;
};
bool compare_self_timed(const Options& options, const std::string& figure, const SelfTimed& ours,
                        const SelfTimed& floor);

void print_heading();
void print_value(const std::string& figure, const std::string& name, double value, const std::string& unit);

// Each prints its figures; false when something could not be measured.
bool bench_config(const Options& options);
bool bench_launch(const Options& options);
bool bench_probes(const Options& options);
bool bench_agent(const Options& options);

}  // namespace peapod::bench
