#include "firmware-agent/api/discovery.h"

namespace peapod::api {

std::string_view discovery_document(std::string_view path) {
  if (path == "/api") return R"({"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[]})";
  if (path == "/apis") return R"({"kind":"APIGroupList","apiVersion":"v1","groups":[]})";
  if (path != "/api/v1") return {};
  return R"({"kind":"APIResourceList","groupVersion":"v1","resources":[)"
         R"({"name":"events","singularName":"event","namespaced":true,"kind":"Event",)"
         R"("verbs":["get","list","watch"],"shortNames":["ev"]},)"
         R"({"name":"nodes","singularName":"node","namespaced":false,"kind":"Node",)"
         R"("verbs":["get","list"],"shortNames":["no"]},)"
         R"({"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod",)"
#ifdef PEAPOD_NO_WRITES
         R"("verbs":["get","list","watch"],"shortNames":["po"],"categories":["all"]},)"
         R"({"name":"pods/log","singularName":"","namespaced":true,"kind":"Pod","verbs":["get"]}]})";
#else
         R"("verbs":["create","delete","get","list","patch","update","watch"],"shortNames":["po"],"categories":["all"]},)"
         R"({"name":"pods/ephemeralcontainers","singularName":"","namespaced":true,"kind":"Pod",)"
         R"("verbs":["get","patch","update"]},)"
         R"({"name":"pods/exec","singularName":"","namespaced":true,"kind":"PodExecOptions","verbs":["get"]},)"
         R"({"name":"pods/log","singularName":"","namespaced":true,"kind":"Pod","verbs":["get"]},)"
         R"({"name":"pods/resize","singularName":"","namespaced":true,"kind":"Pod","verbs":["get","patch","update"]},)"
         R"({"name":"pods/status","singularName":"","namespaced":true,"kind":"Pod","verbs":["get","patch","update"]}]})";
#endif
}

}  // namespace peapod::api
