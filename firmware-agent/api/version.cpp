#include "firmware-agent/api/version.h"

#include <sys/utsname.h>

#include "config/json_writer.h"

namespace peapod::api {

std::string version_json() {
  utsname system{};
  uname(&system);
  std::string out;
  config::JsonWriter json(out);
  json.begin_object();
  json.field("major", "1");
  json.field("minor", "36");
  json.field("gitVersion", std::string(kKubernetesVersion) + "+peapod-" + std::string(kVersion));
  json.field("gitCommit", "");
  json.field("gitTreeState", "");
  json.field("buildDate", "");
  json.field("goVersion", "");
  json.field("compiler", __VERSION__);
  json.field("platform", "linux/" + std::string(system.machine));
  json.end_object();
  return out;
}

}  // namespace peapod::api
