#include <string>

#include "config/load.h"
#include "tests/bench/floor_yaml.h"
#include "tests/bench/manifests.h"
#include "tests/bench/measure.h"

namespace peapod::bench {
namespace {

bool compare_reading(const Options& options, const std::string& figure, const std::string& text) {
  return compare(options, figure, {"text to pods", [&] { return config::load_pods(text).diagnostics.empty(); }},
                 {"libyaml's events", [&] { return floor_yaml(text.data(), text.size()) > 0; }});
}

}  // namespace

bool bench_config(const Options& options) {
  bool good = compare_reading(options, "config 3 containers", three_containers());
  for (const std::size_t kib : {16, 128, 1023}) {
    good = compare_reading(options, "config " + std::to_string(kib) + " KiB", many_pods(kib * 1024)) && good;
  }
  return good;
}

}  // namespace peapod::bench
