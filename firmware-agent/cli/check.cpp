#include <cstdio>
#include <optional>

#include "config/diagnostic_text.h"
#include "config/object_printer.h"
#include "config/pod_json.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/json.h"
#include "firmware-agent/cli/manifest_files.h"
#include "firmware-agent/cli/manifests.h"
#include "firmware-agent/cli/node_check.h"

namespace peapod::cli {
namespace {

// A build without commands looks for mistakes alone: it prints no objects and does not look at the box.
#ifdef PEAPOD_NO_COMMANDS
constexpr bool kWhole = false;
#else
constexpr bool kWhole = true;
#endif

constexpr int kMistakes = 1;
constexpr int kUnreadable = 2;  // Also: a command line that is wrong.

struct Tally {
  std::size_t files = 0;
  std::size_t unreadable = 0;
  std::size_t pods = 0;
  std::size_t mistakes = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;

  int exit_code() const { return unreadable > 0 ? kUnreadable : mistakes > 0 ? kMistakes : 0; }
};

std::string counted(std::size_t number, const std::string& noun) {
  return (number == 0 ? "no" : std::to_string(number)) + " " + noun + (number == 1 ? "" : "s");
}

std::string summary(const Tally& tally) {
  std::string text = counted(tally.files, "file") + ", ";
  if (tally.mistakes == 0 && tally.unreadable == 0) text += counted(tally.pods, "pod") + ", ";
  if (tally.unreadable > 0) text += std::to_string(tally.unreadable) + " unreadable, ";
  text += counted(tally.mistakes, "mistake");
  if (tally.warnings > 0) text += ", " + counted(tally.warnings, "warning");
  if (tally.notes > 0) text += ", " + counted(tally.notes, "note");
  return text + "\n";
}

void print_objects(const std::vector<config::Pod>& pods, bool as_json) {
  bool first = true;
  for (const config::Pod& pod : pods) {
    const rapidjson::Document object = parse_json(config::pod_to_json(pod));
    if (!as_json && !first) std::fputs("---\n", stdout);
    std::fputs((as_json ? config::to_json_text(object) : config::to_yaml_text(object)).c_str(), stdout);
    first = false;
  }
}

bool is_usable(const Options& options) {
  const bool yaml = options.print && options.output == "yaml";
  if (options.output.empty() || options.output == "json" || yaml) return true;
  std::fprintf(stderr, "peapod: check: -o %s will not do: json, or yaml with --print\n", options.output.c_str());
  return false;
}

void count(const config::Diagnostics& diagnostics, Tally& tally) {
  for (const config::Diagnostic& diagnostic : diagnostics) {
    switch (diagnostic.severity) {
      case config::Severity::Error:
        tally.mistakes += 1;
        break;
      case config::Severity::Warning:
        tally.warnings += 1;
        break;
      case config::Severity::Note:
        tally.notes += 1;
        break;
    }
  }
}

}  // namespace

int check(const Arguments& arguments) {
  const Options& options = arguments.options;
  if (arguments.words.empty()) {
    std::fprintf(stderr, "usage: peapod check FILE|DIR...\n");
    return kUnreadable;
  }
  if (!is_usable(options)) return kUnreadable;
  const Result<std::vector<std::string>> files = manifest_files(arguments.words);
  if (!files) {
    std::fprintf(stderr, "error: %s\n", files.error().message().c_str());
    return kUnreadable;
  }
  const bool mistakes_as_json = options.output == "json" && !options.print;
  std::optional<NodeCheck> node;
  if (kWhole && options.against_node) node.emplace(options);
  Tally tally;
  std::string json = "[";
  for (const std::string& file : *files) {
    const Manifest manifest = read_manifest(file);
    config::Diagnostics diagnostics = all_diagnostics(manifest);
    if (kWhole && node) node->add_misfits(manifest, diagnostics);
    tally.files += 1;
    tally.pods += manifest.loaded.pods.size();
    if (manifest.error == 0) {
      count(diagnostics, tally);
    } else {
      tally.unreadable += 1;
    }
    if (mistakes_as_json) {
      config::append_json(json, diagnostics, manifest.name, manifest.text);
    } else {
      print_diagnostics(diagnostics, manifest, options);
    }
    if (kWhole && options.print) print_objects(manifest.loaded.pods, options.output == "json");
  }
  if (mistakes_as_json) std::fputs((json + "]\n").c_str(), stdout);
  if (!mistakes_as_json && !options.print) std::fputs(summary(tally).c_str(), stdout);
  std::fflush(stdout);
  return tally.exit_code();
}

}  // namespace peapod::cli
