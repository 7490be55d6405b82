#pragma once

// Manifests named on the command line.

#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/cli/options.h"

namespace peapod::cli {

// Reads a file, or standard input for "-". Prints every mistake on stderr; false when there was one.
bool load_manifest(const std::string& file, std::vector<config::Pod>& pods);

// All files of the options, in the namespace of the options. Prints every mistake of every file.
bool load_manifests(const Options& options, std::vector<config::Pod>& pods);

}  // namespace peapod::cli
