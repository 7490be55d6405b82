#include "tests/bench/measure.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <ctime>

namespace peapod::bench {
namespace {

constexpr int kWarmUps = 3;

void print_line(const std::string& figure, const std::string& name, const Summary& summary, std::size_t samples) {
  std::printf("%-18s %-34s n=%-4zu median %9.1f us   p10 %9.1f   p90 %9.1f\n", figure.c_str(), name.c_str(), samples,
              summary.median, summary.p10, summary.p90);
}

}  // namespace

Summary summarize(std::vector<double> samples) {
  assert(!samples.empty());
  std::sort(samples.begin(), samples.end());
  const auto at = [&](double part) {
    return samples[static_cast<std::size_t>(part * static_cast<double>(samples.size() - 1))];
  };
  return {at(0.5), at(0.1), at(0.9)};
}

double now_us() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

bool compare_self_timed(const Options& options, const std::string& figure, const SelfTimed& ours,
                        const SelfTimed& floor) {
  if (figure.find(options.filter) == std::string::npos) return true;
  std::vector<double> our_samples;
  std::vector<double> floor_samples;
  for (int round = -kWarmUps; round < options.repetitions; ++round) {
    const double our_time = ours.run();
    const double floor_time = floor.run();
    if (our_time < 0 || floor_time < 0) {
      std::printf("%-18s FAILED: %s\n", figure.c_str(), our_time < 0 ? ours.name.c_str() : floor.name.c_str());
      return false;
    }
    if (round < 0) continue;
    our_samples.push_back(our_time);
    floor_samples.push_back(floor_time);
  }
  const Summary our_summary = summarize(our_samples);
  const Summary floor_summary = summarize(floor_samples);
  print_line(figure, ours.name, our_summary, our_samples.size());
  print_line(figure, floor.name, floor_summary, floor_samples.size());
  std::printf("%-18s ratio %.2f\n\n", figure.c_str(), our_summary.median / floor_summary.median);
  std::fflush(stdout);
  return true;
}

bool compare(const Options& options, const std::string& figure, const Contender& ours, const Contender& floor) {
  const auto timed = [](const Contender& contender) {
    return SelfTimed{contender.name, [&contender] {
                       const double start = now_us();
                       return contender.run() ? now_us() - start : -1.0;
                     }};
  };
  return compare_self_timed(options, figure, timed(ours), timed(floor));
}

void print_heading() {
  std::printf("Ours and the floor alternately in one run; absolute times drift with the machine, ratios count.\n\n");
}

void print_value(const std::string& figure, const std::string& name, double value, const std::string& unit) {
  std::printf("%-18s %-34s %10.1f %s\n", figure.c_str(), name.c_str(), value, unit.c_str());
}

}  // namespace peapod::bench
