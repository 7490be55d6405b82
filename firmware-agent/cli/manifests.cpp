#include "firmware-agent/cli/manifests.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <iterator>

#include "config/load.h"

namespace peapod::cli {
namespace {

constexpr std::size_t kInputBytesMax = (1 << 20) + 1;  // One byte more than a manifest may have: it is refused then.

std::string read_standard_input() {
  std::string text;
  std::array<char, 4096> buffer;
  while (text.size() < kInputBytesMax) {
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace

bool load_manifest(const std::string& file, std::vector<config::Pod>& pods) {
  config::Loaded loaded = file == "-" ? config::load_pods(read_standard_input()) : config::load_pods_file(file);
  std::fputs(config::render(loaded.diagnostics, file == "-" ? "<stdin>" : file).c_str(), stderr);
  pods.insert(pods.end(), std::make_move_iterator(loaded.pods.begin()), std::make_move_iterator(loaded.pods.end()));
  return loaded.diagnostics.empty();
}

bool load_manifests(const Options& options, std::vector<config::Pod>& pods) {
  if (options.files.empty()) {
    std::fprintf(stderr, "error: name a manifest with -f FILE\n");
    return false;
  }
  bool good = true;
  for (const std::string& file : options.files) good = load_manifest(file, pods) && good;
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
