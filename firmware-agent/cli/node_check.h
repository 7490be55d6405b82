#pragma once

// `check --against-node`: what keeps this box from running the pods of manifests that are otherwise good.

#include "firmware-agent/cli/manifests.h"
#include "firmware-agent/runtime/box_fit.h"

namespace peapod::cli {

class NodeCheck {
 public:
  explicit NodeCheck(const Options& options);

  // For each pod of the manifest, which has its place on the box from then on: what follows must fit beside it.
  void add_misfits(const Manifest& manifest, config::Diagnostics& diagnostics);

 private:
  const Options& options_;
  runtime::BoxFacts box_;
};

}  // namespace peapod::cli
