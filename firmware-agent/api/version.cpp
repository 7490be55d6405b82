#include "firmware-agent/api/version.h"

#include <sys/utsname.h>

#include "firmware-agent/api/json_writer.h"

namespace peapod::api {

std::string version_json() {
  utsname system{};
  uname(&system);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("major", "1");
  json.member("minor", "36");
  json.member("gitVersion", std::string(kKubernetesVersion) + "+peapod-" + std::string(kVersion));
  json.member("gitCommit", "");
  json.member("gitTreeState", "");
  json.member("buildDate", "");
  json.member("goVersion", "");
  json.member("compiler", __VERSION__);
  json.member("platform", "linux/" + std::string(system.machine));
  json.end_object();
  return out;
}

}  // namespace peapod::api
