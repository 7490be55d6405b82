#include "firmware-agent/cli/manifests.h"

#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <iterator>

#include "config/diagnostic_text.h"
#include "config/text_file.h"
#include "firmware-agent/cli/color.h"
#include "firmware-agent/cli/manifest_files.h"

namespace peapod::cli {

Manifest read_manifest(const std::string& file) {
  const bool standard_input = file == "-";
  config::TextFile read = standard_input ? config::read_text_file(STDIN_FILENO) : config::read_text_file(file);
  Manifest manifest{standard_input ? "<stdin>" : file, std::move(read.text), read.error, {}};
  if (read.error == 0) {
    manifest.loaded = config::load_pods(manifest.text);
  } else {
    manifest.loaded.diagnostics.push_back({{}, "", std::string("cannot be read: ") + std::strerror(read.error)});
  }
  return manifest;
}

config::Diagnostics all_diagnostics(const Manifest& manifest) {
  config::Diagnostics all = manifest.loaded.diagnostics;
  all.insert(all.end(), manifest.loaded.notes.begin(), manifest.loaded.notes.end());
  return all;
}

void print_diagnostics(const config::Diagnostics& diagnostics, const Manifest& manifest, const Options& options) {
  std::string text;
  config::append_text(text, diagnostics, manifest.name, manifest.text, use_color(options.color, STDERR_FILENO));
  std::fputs(text.c_str(), stderr);
}

bool load_manifests(const Options& options, std::vector<config::Pod>& pods) {
  if (options.files.empty()) {
    std::fprintf(stderr, "error: name a manifest with -f FILE\n");
    return false;
  }
  const Result<std::vector<std::string>> files = manifest_files(options.files);
  if (!files) {
    std::fprintf(stderr, "error: %s\n", files.error().message().c_str());
    return false;
  }
  bool good = true;
  for (const std::string& file : *files) {
    Manifest manifest = read_manifest(file);
    print_diagnostics(all_diagnostics(manifest), manifest, options);
    good = good && manifest.loaded.diagnostics.empty();
    std::vector<config::Pod>& read = manifest.loaded.pods;
    pods.insert(pods.end(), std::make_move_iterator(read.begin()), std::make_move_iterator(read.end()));
  }
  for (config::Pod& pod : pods) {
    if (!options.namespace_given || pod.metadata.namespace_ == options.namespace_) continue;
    if (pod.metadata.namespace_ != "default") {
      std::fprintf(stderr, "error: the namespace from the provided object \"%s\" does not match the namespace \"%s\"\n",
                   pod.metadata.namespace_.c_str(), options.namespace_.c_str());
      good = false;
    }
    pod.metadata.namespace_ = options.namespace_;
  }
  return good;
}

}  // namespace peapod::cli
