#pragma once

// Manifests named on the command line.

#include <string>
#include <vector>

#include "config/load.h"
#include "firmware-agent/cli/options.h"

namespace peapod::cli {

struct Manifest {
  std::string name;  // Of the file, or "<stdin>".
  std::string text;
  int error = 0;          // errno when it cannot be read.
  config::Loaded loaded;  // Its mistakes too, that it cannot be read among them.
};

// A file, or standard input for "-".
Manifest read_manifest(const std::string& file);

// Its mistakes, then its notes.
config::Diagnostics all_diagnostics(const Manifest& manifest);

// Each with its line, on stderr.
void print_diagnostics(const config::Diagnostics& diagnostics, const Manifest& manifest, const Options& options);

// All files of the options and of directories among them, in the namespace of the options. Prints every mistake and
// note of every file; false when there was a mistake.
bool load_manifests(const Options& options, std::vector<config::Pod>& pods);

}  // namespace peapod::cli
