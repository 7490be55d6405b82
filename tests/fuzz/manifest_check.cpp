#include "manifest_check.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <string>

#include "config/diagnostic_text.h"
#include "config/encoding.h"
#include "config/load.h"
#include "config/object_printer.h"
#include "config/pod_json.h"
#include "target.h"

namespace peapod::fuzz {
namespace {

void check_diagnostics(const config::Diagnostics& diagnostics, std::string_view source) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(source, '\n')) + 1;
  for (const config::Diagnostic& diagnostic : diagnostics) {
    demand(diagnostic.position.line <= lines, "a diagnostic stands inside the text", diagnostic.message);
    demand(!diagnostic.message.empty(), "a diagnostic says something", diagnostic.path);
  }
  std::string shown;
  config::append_text(shown, diagnostics, "pod.yaml", source, true);
  config::append_json(shown, diagnostics, "pod.yaml", source);
}

void check_reads_back(const config::Pod& pod) {
  const std::string spec = config::pod_spec_to_json(pod.spec);
  const config::Loaded again =
      config::load_pods(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"again"},"spec":)" + spec + "}");
  demand(again.pods.size() == 1, "what is printed is a manifest", render(again.diagnostics, spec));
  demand(config::pod_spec_to_json(again.pods[0].spec) == spec, "what is printed reads back as the same pod", spec);
}

void check_reads_back_from_yaml(const config::Pod& pod) {
  const std::string json = config::pod_to_json(pod);
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  const std::string yaml = config::to_yaml_text(document);
  const config::Loaded again = config::load_pods(yaml);
  demand(again.pods.size() == 1, "YAML that is printed is a manifest", render(again.diagnostics, yaml));
  demand(config::pod_to_json(again.pods[0]) == json, "YAML that is printed reads back as the same pod", yaml);
}

}  // namespace

void check_manifest(std::string_view text) {
  const config::Loaded loaded = config::load_pods(text);
  demand(loaded.pods.empty() || loaded.diagnostics.empty(), "there are no pods beside diagnostics");
  const std::string_view source = config::without_byte_order_mark(text);
  check_diagnostics(loaded.diagnostics, source);
  check_diagnostics(loaded.notes, source);
  for (const config::Pod& pod : loaded.pods) {
    check_reads_back(pod);
    check_reads_back_from_yaml(pod);
  }
}

}  // namespace peapod::fuzz
