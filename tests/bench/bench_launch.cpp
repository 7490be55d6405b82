// Starting things: a container in a pod that runs, and a pod of one container, each to its end with
// everything removed.

#include <string>

#include "tests/bench/bench_pod.h"
#include "tests/bench/floor.h"
#include "tests/bench/measure.h"

namespace peapod::bench {

bool bench_launch(const Options& options) {
  const BenchPlaces places;
  const std::string overlay = places.floor_overlay();
  const std::string target = places.floor_target();
  const floor_places floor{overlay.c_str(), target.c_str(), "floor"};
  bool good = true;
  {
    BenchPod pod(places, "container-start");
    if (!pod.ok()) return false;
    good = compare(
        options, "container start", {"keeper, group and plan", [&] { return pod.run_container(); }},
        {"floor: clone3, overlay, pivot, 3 cgroups", [&] { return floor_container(&floor, FLOOR_SAME_NETWORK) == 0; }});
  }
  int number = 0;
  const auto whole_pod = [&] {
    BenchPod pod(places, "pod-start-" + std::to_string(number++));
    return pod.ok() && pod.run_container();
  };
  return compare(
             options, "pod start", {"new keeper, one container, removed", whole_pod},
             {"floor: the same with net, ipc, uts", [&] { return floor_container(&floor, FLOOR_NEW_NETWORK) == 0; }}) &&
         good;
}

}  // namespace peapod::bench
