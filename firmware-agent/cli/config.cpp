#include <cstdio>

#include "config/object_printer.h"
#include "firmware-agent/cli/agent_settings.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/json.h"

namespace peapod::cli {
namespace {

constexpr std::size_t kOriginColumn = 44;

// YAML that an agent.yaml could hold, with the origin of each setting beside its first line.
std::string yaml_of(const AgentSettings& settings) {
  std::string out = "apiVersion: peapod.dev/v1alpha1\nkind: AgentConfig\n";
  for (const std::string_view name : config::setting_names()) {
    const std::string object = "{\"" + std::string(name) + "\":" + config::setting_to_json(settings.config, name) + "}";
    std::string text = config::to_yaml_text(parse_json(object));
    const std::size_t end = text.find('\n');
    const std::size_t blanks = end + 2 < kOriginColumn ? kOriginColumn - end : 2;
    text.insert(end, std::string(blanks, ' ') + "# " + settings.origins.find(name)->second);
    out += text;
  }
  return out;
}

std::string json_of(const AgentSettings& settings) {
  rapidjson::Document json =
      parse_json("{\"config\":" + config::agent_config_to_json(settings.config) + ",\"origins\":{}}");
  for (const auto& [name, origin] : settings.origins) {
    json["origins"].AddMember(rapidjson::StringRef(name.data(), name.size()),
                              rapidjson::StringRef(origin.data(), origin.size()), json.GetAllocator());
  }
  return config::to_json_text(json);
}

}  // namespace

int config(const Arguments& arguments) {
  const std::string& output = arguments.options.output;
  if (!output.empty() && output != "yaml" && output != "json") {
    std::fprintf(stderr, "peapod: config: -o %s will not do: yaml or json\n", output.c_str());
    return 2;
  }
  const AgentSettings settings = agent_settings(arguments.options);
  if (!settings.good) return 1;
  std::fputs((output == "json" ? json_of(settings) : yaml_of(settings)).c_str(), stdout);
  std::fflush(stdout);
  return 0;
}

}  // namespace peapod::cli
