#include "firmware-agent/cli/kind.h"

#include <cstdio>

namespace peapod::cli {

const Kind* find_kind(std::string_view word) {
  static constexpr Kind kPods{"pods", "pod", true};
  static constexpr Kind kEvents{"events", "event", true};
  static constexpr Kind kNodes{"nodes", "node", false};
  if (word == "pods" || word == "pod" || word == "po") return &kPods;
  if (word == "events" || word == "event" || word == "ev") return &kEvents;
  if (word == "nodes" || word == "node" || word == "no") return &kNodes;
  return nullptr;
}

ObjectNames read_object_names(const std::vector<std::string>& words, const Kind* default_kind) {
  ObjectNames objects;
  for (const std::string& word : words) {
    const std::size_t slash = word.find('/');
    const bool is_kind = slash == std::string::npos && objects.kind == nullptr && default_kind == nullptr;
    if (is_kind || slash != std::string::npos) {
      const std::string kind_word = word.substr(0, slash);
      const Kind* kind = find_kind(kind_word);
      if (kind == nullptr) {
        std::fprintf(stderr, "error: there is no kind \"%s\"; there are pods, events and nodes\n", kind_word.c_str());
        return {};
      }
      if (objects.kind != nullptr && objects.kind != kind) {
        std::fprintf(stderr, "error: only one kind at a time\n");
        return {};
      }
      objects.kind = kind;
    }
    if (!is_kind) objects.names.push_back(slash == std::string::npos ? word : word.substr(slash + 1));
  }
  if (objects.kind == nullptr) objects.kind = default_kind;
  if (objects.kind == nullptr) std::fprintf(stderr, "error: say which kind: pods, events or nodes\n");
  return objects;
}

std::string namespace_for(const Options& options, const Kind& kind) {
  return kind.namespaced && !options.all_namespaces ? options.namespace_ : std::string();
}

}  // namespace peapod::cli
