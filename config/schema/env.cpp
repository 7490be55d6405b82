#include <algorithm>
#include <iterator>

#include "config/names.h"
#include "config/schema/types.h"
#include "config/wording.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kLocalObjects = "is not supported yet: ConfigMaps and Secrets come with local objects";

constexpr std::string_view kFieldPaths[] = {"metadata.name",
                                            "metadata.namespace",
                                            "metadata.uid",
                                            "metadata.labels['KEY']",
                                            "metadata.annotations['KEY']",
                                            "spec.nodeName",
                                            "spec.serviceAccountName",
                                            "status.hostIP",
                                            "status.hostIPs",
                                            "status.podIP",
                                            "status.podIPs"};

// metadata.labels['KEY'] and metadata.annotations['KEY'].
bool is_subscripted(std::string_view path) {
  for (const std::string_view map : {"metadata.labels['", "metadata.annotations['"}) {
    if (path.starts_with(map) && path.ends_with("']") && path.size() > map.size() + 2) {
      return label_key(path.substr(map.size(), path.size() - map.size() - 2)).empty();
    }
  }
  return false;
}

// What a volume can show (core/validation validVolumeDownwardAPIFieldPathExpressions).
constexpr std::string_view kVolumePaths[] = {"metadata.annotations",       "metadata.labels", "metadata.name",
                                             "metadata.namespace",         "metadata.uid",    "metadata.labels['KEY']",
                                             "metadata.annotations['KEY']"};

void check_volume_path(const Field& field, void* object) {
  const std::string_view path = static_cast<ObjectFieldSelector*>(object)->field_path;
  const bool known = std::ranges::find(kVolumePaths, path) != std::end(kVolumePaths) && !path.ends_with("['KEY']");
  if (!path.empty() && !known && !is_subscripted(path)) field.member("fieldPath").not_supported(kVolumePaths);
}

void check_field_path(const Field& field, void* object) {
  const std::string& path = static_cast<ObjectFieldSelector*>(object)->field_path;
  if (path.empty()) return;
  const Field where = field.member("fieldPath");
  bool known = is_subscripted(path);
  for (const std::string_view supported : kFieldPaths) {
    known = known || (path == supported && !path.ends_with("['KEY']"));
  }
  if (!known) where.not_supported(kFieldPaths);
}

constexpr Row kFieldRefRows[] = {
    {.name = "apiVersion",
     .member = member<&ObjectFieldSelector::api_version>,
     .text = "Version the path is written in.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: only \"v1\" is",
     .only = "v1",
     .default_value = "v1"},
    {.name = "fieldPath",
     .member = member<&ObjectFieldSelector::field_path>,
     .text = "Path of the field, as in metadata.name or metadata.labels['app'].",
     .required = true},
};

constexpr std::string_view kResources[] = {"limits.cpu",   "limits.ephemeral-storage",   "limits.memory",
                                           "requests.cpu", "requests.ephemeral-storage", "requests.memory"};
constexpr const char* kSizes = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";

bool is_size(std::string_view divisor) {
  if (!divisor.starts_with('1')) return false;
  divisor.remove_prefix(1);
  if (divisor.ends_with('i')) divisor.remove_suffix(1);
  return divisor.size() == 1 && std::string_view("kKMGTPE").find(divisor[0]) != std::string_view::npos;
}

// core/validation validateContainerResourceFieldSelector and validateContainerResourceDivisor.
void check_resource(const Field& field, void* object) {
  const ResourceFieldSelector& selector = *static_cast<ResourceFieldSelector*>(object);
  const std::string_view resource = selector.resource;
  const bool is_huge = resource.starts_with("limits.hugepages-") || resource.starts_with("requests.hugepages-");
  if (resource.empty()) return;
  if (!is_huge && std::ranges::find(kResources, resource) == std::end(kResources)) {
    return field.member("resource").not_supported(kResources);
  }
  const std::string_view divisor = selector.divisor.text;
  if (divisor == "0" || divisor == "1") return;
  if (resource.ends_with(".cpu")) {
    if (divisor == "1m") return;
    return field.member("divisor").invalid("only divisor's values 1m and 1 are supported with the cpu resource");
  }
  if (is_size(divisor)) return;
  const char* const name = is_huge ? "hugepages" : resource.ends_with(".memory") ? "memory" : "local ephemeral storage";
  field.member("divisor").invalid("only divisor's values " + std::string(kSizes) + " are supported with the " + name +
                                  " resource");
}

constexpr Row kResourceFieldRefRows[] = {
    {.name = "containerName",
     .member = member<&ResourceFieldSelector::container_name>,
     .text = "Name of the container; in env this one when not given.",
     .rule = dns_label},
    {.name = "resource",
     .member = member<&ResourceFieldSelector::resource>,
     .text = "One of limits.cpu, limits.memory, requests.cpu and requests.memory.",
     .required = true},
    {.name = "divisor",
     .member = member_as<kThousandths, &ResourceFieldSelector::divisor>,
     .text = "Unit of the value, as in \"1m\" or \"1Mi\".",
     .default_value = "0",
     .print = Print::Always},
};

constexpr Row kKeySelectorRows[] = {
    {.name = "name",
     .member = member<&KeySelector::name>,
     .text = "Name of the object.",
     .required = true,
     .rule = dns_subdomain},
    {.name = "key", .member = member<&KeySelector::key>, .text = "Its key.", .required = true, .rule = config_key},
    {.name = "optional",
     .member = member<&KeySelector::optional>,
     .text = "Whether the container starts without it too."},
};

constexpr Row kFileKeyRows[] = {
    {.name = "volumeName",
     .member = member<&FileKeySelector::volume_name>,
     .text = "Name of an emptyDir volume.",
     .required = true,
     .rule = dns_label},
    {.name = "path",
     .member = member<&FileKeySelector::path>,
     .text = "File in the volume.",
     .required = true,
     .rule = volume_file},
    {.name = "key",
     .member = member<&FileKeySelector::key>,
     .text = "Variable in the file.",
     .required = true,
     .rule = env_name},
    {.name = "optional",
     .member = member<&FileKeySelector::optional>,
     .text = "Whether the container starts without it too."},
};

constexpr Row kSourceRows[] = {
    {.name = "fieldRef", .member = member<&EnvVarSource::field_ref>, .text = "A field of the pod."},
    {.name = "resourceFieldRef",
     .member = member<&EnvVarSource::resource_field_ref>,
     .text = "A limit or request of a container.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: write the amount as a value"},
    {.name = "configMapKeyRef",
     .member = member<&EnvVarSource::config_map_key_ref>,
     .text = "A key of a ConfigMap.",
     .verdict = Verdict::Refused,
     .reason = kLocalObjects},
    {.name = "secretKeyRef",
     .member = member_as<kSecretKeySelector, &EnvVarSource::secret_key_ref>,
     .text = "A key of a Secret.",
     .verdict = Verdict::Refused,
     .reason = kLocalObjects},
    {.name = "fileKeyRef",
     .member = member<&EnvVarSource::file_key_ref>,
     .text = "A variable in a file of a volume.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: variables from files come later"},
};

int sources_of(const EnvVarSource& source) {
  return source.field_ref.has_value() + source.resource_field_ref.has_value() + source.config_map_key_ref.has_value() +
         source.secret_key_ref.has_value() + source.file_key_ref.has_value();
}

void finish_source(const Field& field, void* object) {
  const int given = sources_of(*static_cast<EnvVarSource*>(object));
  if (given > 1) field.invalid("may not have more than one field specified at a time");
  if (field.is_empty())
    field.required("must specify one of: fieldRef, resourceFieldRef, configMapKeyRef or secretKeyRef");
}

constexpr Row kVarRows[] = {
    {.name = "name",
     .member = member<&EnvVar::name>,
     .text = "Name of the variable.",
     .required = true,
     .rule = env_name},
    {.name = "value",
     .member = member<&EnvVar::value>,
     .text = "Its value; $(NAME) is replaced by an earlier variable, $$(NAME) stays $(NAME)."},
    {.name = "valueFrom", .member = member<&EnvVar::value_from>, .text = "Where its value comes from."},
};

void finish_var(const Field& field, void* object) {
  const EnvVar& variable = *static_cast<EnvVar*>(object);
  const Field source = field.member("valueFrom");
  if (source.present() && !variable.value.empty()) source.invalid("may not be specified when `value` is not empty");
}

constexpr Row kSourceRefRows[] = {
    {.name = "name",
     .member = member<&EnvSourceRef::name>,
     .text = "Name of the object.",
     .required = true,
     .rule = dns_subdomain},
    {.name = "optional",
     .member = member<&EnvSourceRef::optional>,
     .text = "Whether the container starts without it too."},
};

constexpr Row kFromSourceRows[] = {
    {.name = "prefix", .member = member<&EnvFromSource::prefix>, .text = "Put before every name.", .rule = env_name},
    {.name = "configMapRef", .member = member<&EnvFromSource::config_map_ref>, .text = "All keys of a ConfigMap."},
    {.name = "secretRef",
     .member = member_as<kSecretEnvSource, &EnvFromSource::secret_ref>,
     .text = "All keys of a Secret."},
};

void finish_from_source(const Field& field, void* object) {
  const EnvFromSource& source = *static_cast<EnvFromSource*>(object);
  const int given = source.config_map_ref.has_value() + source.secret_ref.has_value();
  if (given == 0) field.invalid("must specify one of: `configMapRef` or `secretRef`");
  if (given > 1) field.invalid("may not have more than one field specified at a time");
}

}  // namespace

template <>
constinit const Type TypeOf<ObjectFieldSelector>::value = object_type("ObjectFieldSelector", kFieldRefRows,
                                                                      check_field_path);

constinit const Type kVolumeFieldSelector = object_type("ObjectFieldSelector", kFieldRefRows, check_volume_path);

template <>
constinit const Type TypeOf<ResourceFieldSelector>::value = object_type("ResourceFieldSelector", kResourceFieldRefRows,
                                                                        check_resource);

template <>
constinit const Type TypeOf<KeySelector>::value = object_type("ConfigMapKeySelector", kKeySelectorRows);

constinit const Type kSecretKeySelector = object_type("SecretKeySelector", kKeySelectorRows);

template <>
constinit const Type TypeOf<FileKeySelector>::value = object_type("FileKeySelector", kFileKeyRows);

template <>
constinit const Type TypeOf<EnvVarSource>::value = object_type("EnvVarSource", kSourceRows, finish_source, true);

template <>
constinit const Type TypeOf<EnvVar>::value = object_type("EnvVar", kVarRows, finish_var);

template <>
constinit const Type TypeOf<EnvSourceRef>::value = object_type("ConfigMapEnvSource", kSourceRefRows);

constinit const Type kSecretEnvSource = object_type("SecretEnvSource", kSourceRefRows);

template <>
constinit const Type TypeOf<EnvFromSource>::value = object_type("EnvFromSource", kFromSourceRows, finish_from_source);

}  // namespace peapod::config::schema
