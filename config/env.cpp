#include "config/mapping.h"
#include "config/names.h"
#include "config/readers.h"

namespace peapod::config {
namespace {

constexpr std::string_view kFieldPaths[] = {"metadata.name",          "metadata.namespace",          "metadata.uid",
                                            "metadata.labels['KEY']", "metadata.annotations['KEY']", "spec.nodeName",
                                            "spec.serviceAccountName"};
constexpr std::string_view kNetworkPaths[] = {"status.podIP", "status.podIPs", "status.hostIP", "status.hostIPs"};

// metadata.labels['KEY'] and metadata.annotations['KEY'].
bool is_subscripted(std::string_view path) {
  for (const std::string_view map : {"metadata.labels['", "metadata.annotations['"}) {
    if (path.starts_with(map) && path.ends_with("']") && path.size() > map.size() + 2) {
      return label_key(path.substr(map.size(), path.size() - map.size() - 2)).empty();
    }
  }
  return false;
}

void read_field_path(const Field& field, EnvVar& out) {
  if (!field.expect_text()) return;
  const std::string_view path = field.text();
  for (const std::string_view network : kNetworkPaths) {
    if (path == network) return field.complain(quoted(path) + " is not supported yet: it needs pod networking");
  }
  bool known = is_subscripted(path);
  for (const std::string_view supported : kFieldPaths) {
    known = known || (path == supported && !path.ends_with("['KEY']"));
  }
  if (!known) return field.complain(unsupported_value(path, kFieldPaths));
  out.field_path = path;
}

constexpr Member<EnvVar> kFieldRefMembers[] = {
    {"apiVersion",
     [](const Field& field, EnvVar&) { accept_only_text(field, "v1", "is not supported: only \"v1\" is"); }},
    {"fieldPath", read_field_path},
};

constexpr Member<EnvVar> kSourceMembers[] = {
    {"fieldRef",
     [](const Field& field, EnvVar& out) {
       out.source = EnvVar::Source::FieldRef;
       read_members(field, "ObjectFieldSelector", kFieldRefMembers, out);
       if (field.is_mapping()) field.require("fieldPath");
     }},
};

void read_source(const Field& field, EnvVar& out) {
  read_members(field, "EnvVarSource", kSourceMembers, out);
  if (field.is_empty()) field.complain("must have a source, as in fieldRef, found none");
}

constexpr Member<EnvVar> kMembers[] = {
    {"name", [](const Field& field, EnvVar& out) { field.read(out.name, env_name); }},
    {"value", [](const Field& field, EnvVar& out) { field.read(out.value); }},
    {"valueFrom", read_source},
};

}  // namespace

void read_env_var(const Field& field, EnvVar& out) {
  read_members(field, "EnvVar", kMembers, out);
  if (!field.is_mapping()) return;
  field.require("name");
  const Field source = field.member("valueFrom");
  if (source.present() && !out.value.empty()) {
    source.complain_at_key("may not be given together with a value");
  }
}

}  // namespace peapod::config
