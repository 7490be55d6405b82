#include "firmware-agent/cli/node_check.h"

#include <algorithm>
#include <utility>

#include "config/locate.h"
#include "firmware-agent/cli/box_facts.h"

namespace peapod::cli {

NodeCheck::NodeCheck(const Options& options) : options_(options), box_(box_facts(options)) {}

void NodeCheck::add_misfits(const Manifest& manifest, config::Diagnostics& diagnostics) {
  for (const config::Pod& pod : manifest.loaded.pods) {
    add_pod_facts(pod, options_, box_);
    for (runtime::Misfit& misfit : find_misfits(pod, box_)) {
      const auto position = config::locate(manifest.text, pod.metadata.name, misfit.path);
      diagnostics.push_back({position.value_or(config::Position{}), std::move(misfit.path), std::move(misfit.message),
                             config::Reason::Invalid, misfit.severity});
    }
    runtime::PlacedPod own = runtime::placed(pod, false);
    std::erase_if(box_.pods, [&](const runtime::PlacedPod& other) {
      return other.namespace_ == own.namespace_ && other.name == own.name;
    });
    box_.pods.push_back(std::move(own));
  }
}

}  // namespace peapod::cli
