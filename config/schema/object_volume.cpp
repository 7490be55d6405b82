#include <set>

#include "config/names.h"
#include "config/schema/limits.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kMode = "Mode of the file, in octal with a leading 0 or in decimal.";
constexpr const char* kDefaultMode =
    "Mode of files that have none of their own, in octal with a leading 0 or in decimal.";
constexpr const char* kItems = "Keys to show and under which path; all of them when not given.";
constexpr const char* kOptional = "Whether the pod starts without the object too.";

constexpr Row kKeyToPathRows[] = {
    {.name = "key",
     .member = member<&KeyToPath::key>,
     .text = "Key of the object.",
     .required = true,
     .rule = config_key},
    {.name = "path",
     .member = member<&KeyToPath::path>,
     .text = "File in the volume, relative and without '..'.",
     .required = true,
     .rule = volume_file},
    {.name = "mode", .member = member<&KeyToPath::mode>, .text = kMode, .min = 0, .max = kFileModeMax},
};

constexpr Row default_mode_of_object() {
  return {.name = "defaultMode",
          .member = member<&ObjectVolume::default_mode>,
          .text = kDefaultMode,
          .default_value = "420",
          .min = 0,
          .max = kFileModeMax,
          .print = Print::Always};
}

constexpr Row kConfigMapRows[] = {
    {.name = "name",
     .member = member<&ObjectVolume::name>,
     .text = "Name of the ConfigMap.",
     .required = true,
     .rule = dns_subdomain},
    {.name = "items", .member = member<&ObjectVolume::items>, .text = kItems},
    default_mode_of_object(),
    {.name = "optional", .member = member<&ObjectVolume::optional>, .text = kOptional},
};

constexpr Row kSecretRows[] = {
    {.name = "secretName",
     .member = member<&ObjectVolume::name>,
     .text = "Name of the Secret.",
     .required = true,
     .rule = dns_subdomain},
    {.name = "items", .member = member<&ObjectVolume::items>, .text = kItems},
    default_mode_of_object(),
    {.name = "optional", .member = member<&ObjectVolume::optional>, .text = kOptional},
};

constexpr Row kObjectProjectionRows[] = {
    {.name = "name",
     .member = member<&ObjectVolume::name>,
     .text = "Name of the object.",
     .required = true,
     .rule = dns_subdomain},
    {.name = "items", .member = member<&ObjectVolume::items>, .text = kItems},
    {.name = "optional", .member = member<&ObjectVolume::optional>, .text = kOptional},
};

constexpr Row kDownwardFileRows[] = {
    {.name = "path",
     .member = member<&DownwardApiFile::path>,
     .text = "File in the volume, relative and without '..'.",
     .required = true,
     .rule = volume_file},
    {.name = "fieldRef",
     .member = member_as<kVolumeFieldSelector, &DownwardApiFile::field_ref>,
     .text = "A field of the pod."},
    {.name = "resourceFieldRef",
     .member = member<&DownwardApiFile::resource_field_ref>,
     .text = "A limit or request of a container."},
    {.name = "mode", .member = member<&DownwardApiFile::mode>, .text = kMode, .min = 0, .max = kFileModeMax},
};

void finish_downward_file(const Field& field, void* object) {
  const DownwardApiFile& file = *static_cast<DownwardApiFile*>(object);
  if (file.field_ref && file.resource_field_ref) {
    field.invalid("fieldRef and resourceFieldRef can not be specified simultaneously");
  } else if (!file.field_ref && !file.resource_field_ref) {
    field.required("one of fieldRef and resourceFieldRef is required");
  }
  const Field resource = field.member("resourceFieldRef");
  if (resource.present()) resource.require("containerName");
}

constexpr Row kDownwardRows[] = {
    {.name = "items", .member = member<&DownwardApiVolume::items>, .text = "Its files."},
    {.name = "defaultMode",
     .member = member<&DownwardApiVolume::default_mode>,
     .text = kDefaultMode,
     .default_value = "420",
     .min = 0,
     .max = kFileModeMax,
     .print = Print::Always},
};

constexpr Row kDownwardProjectionRows[] = {
    {.name = "items", .member = member<&DownwardApiVolume::items>, .text = "Its files."},
};

constexpr Row kTokenRows[] = {
    {.name = "audience",
     .member = member<&ServiceAccountTokenProjection::audience>,
     .text = "For whom the token is meant."},
    {.name = "expirationSeconds",
     .member = member<&ServiceAccountTokenProjection::expiration_seconds>,
     .text = "Seconds the token is good for.",
     .default_value = "3600"},
    {.name = "path",
     .member = member<&ServiceAccountTokenProjection::path>,
     .text = "File in the volume.",
     .required = true,
     .rule = volume_file},
};

void finish_token(const Field& field, void* object) {
  const std::int64_t seconds = static_cast<ServiceAccountTokenProjection*>(object)->expiration_seconds;
  const Field where = field.member("expirationSeconds");
  if (seconds < 600) where.invalid("may not specify a duration less than 10 minutes");
  if (seconds > std::int64_t{1} << 32) where.invalid("may not specify a duration larger than 2^32 seconds");
}

constexpr const char* kCluster = "is not supported: it needs a cluster";

constexpr Row kProjectionRows[] = {
    {.name = "secret", .member = member_as<kObjectProjection, &VolumeProjection::secret>, .text = "A Secret as files."},
    {.name = "downwardAPI",
     .member = member_as<kDownwardApiProjection, &VolumeProjection::downward_api>,
     .text = "Fields of the pod as files."},
    {.name = "configMap",
     .member = member_as<kObjectProjection, &VolumeProjection::config_map>,
     .text = "A ConfigMap as files."},
    {.name = "serviceAccountToken",
     .member = member<&VolumeProjection::service_account_token>,
     .text = "A token of the pod's service account.",
     .verdict = Verdict::Refused,
     .reason = kCluster},
    {.name = "clusterTrustBundle",
     .member = described(kTrustBundleProjection),
     .text = "Certificates of a cluster.",
     .verdict = Verdict::Refused,
     .reason = kCluster},
    {.name = "podCertificate",
     .member = described(kCertificateProjection),
     .text = "A certificate of the pod.",
     .verdict = Verdict::Refused,
     .reason = kCluster},
};

void finish_projection(const Field& field, void*) {
  int given = 0;
  for (const Row& row : kProjectionRows) given += field.member(row.name).present();
  if (given > 1) field.forbidden("may not specify more than 1 volume type per source");
}

// Two files cannot have one path, whichever sources they come from.
class Paths {
 public:
  template <class File>
  void add(const Field& items, const std::vector<File>& files) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (files[i].path.empty() || seen_.insert(files[i].path).second) continue;
      items.item(i).member("path").invalid("conflicting duplicate paths");
    }
  }

 private:
  std::set<std::string_view> seen_;
};

void finish_projected(const Field& field, void* object) {
  const std::vector<VolumeProjection>& sources = static_cast<ProjectedVolume*>(object)->sources;
  Paths paths;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Field source = field.member("sources").item(i);
    if (sources[i].secret) paths.add(source.member("secret").member("items"), sources[i].secret->items);
    if (sources[i].config_map) paths.add(source.member("configMap").member("items"), sources[i].config_map->items);
    if (sources[i].downward_api)
      paths.add(source.member("downwardAPI").member("items"), sources[i].downward_api->items);
  }
}

constexpr Row kProjectedRows[] = {
    {.name = "sources", .member = member<&ProjectedVolume::sources>, .text = "What is put together."},
    {.name = "defaultMode",
     .member = member<&ProjectedVolume::default_mode>,
     .text = kDefaultMode,
     .default_value = "420",
     .min = 0,
     .max = kFileModeMax,
     .print = Print::Always},
};

constexpr Row kClaimRows[] = {
    {.name = "claimName",
     .member = member<&PersistentVolumeClaimVolume::claim_name>,
     .text = "Name of the claim.",
     .required = true,
     .rule = dns_subdomain},
    {.name = "readOnly",
     .member = member<&PersistentVolumeClaimVolume::read_only>,
     .text = "Whether it can only be read."},
};

constexpr Row kNfsRows[] = {
    {.name = "server",
     .member = member<&NfsVolume::server>,
     .text = "Name or address of the server.",
     .required = true},
    {.name = "path",
     .member = member<&NfsVolume::path>,
     .text = "Directory it exports.",
     .required = true,
     .rule = absolute_path},
    {.name = "readOnly", .member = member<&NfsVolume::read_only>, .text = "Whether it can only be read."},
};

}  // namespace

template <>
constinit const Type TypeOf<KeyToPath>::value = object_type("KeyToPath", kKeyToPathRows);

template <>
constinit const Type TypeOf<ObjectVolume>::value = object_type("ConfigMapVolumeSource", kConfigMapRows);

constinit const Type kSecretVolume = object_type("SecretVolumeSource", kSecretRows);

constinit const Type kObjectProjection = object_type("ObjectProjection", kObjectProjectionRows);

template <>
constinit const Type TypeOf<DownwardApiFile>::value = object_type("DownwardAPIVolumeFile", kDownwardFileRows,
                                                                  finish_downward_file);

template <>
constinit const Type TypeOf<DownwardApiVolume>::value = object_type("DownwardAPIVolumeSource", kDownwardRows);

constinit const Type kDownwardApiProjection = object_type("DownwardAPIProjection", kDownwardProjectionRows);

template <>
constinit const Type TypeOf<ServiceAccountTokenProjection>::value = object_type("ServiceAccountTokenProjection",
                                                                                kTokenRows, finish_token);

template <>
constinit const Type TypeOf<VolumeProjection>::value = object_type("VolumeProjection", kProjectionRows,
                                                                   finish_projection, true);

template <>
constinit const Type TypeOf<ProjectedVolume>::value = object_type("ProjectedVolumeSource", kProjectedRows,
                                                                  finish_projected);

template <>
constinit const Type TypeOf<PersistentVolumeClaimVolume>::value = object_type("PersistentVolumeClaimVolumeSource",
                                                                              kClaimRows);

template <>
constinit const Type TypeOf<NfsVolume>::value = object_type("NFSVolumeSource", kNfsRows);

}  // namespace peapod::config::schema
