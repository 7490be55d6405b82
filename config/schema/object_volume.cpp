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
    {.name = "key", .member = member<&KeyToPath::key>, .text = "Key of the object.", .required = true},
    {.name = "path",
     .member = member<&KeyToPath::path>,
     .text = "File in the volume, relative and without '..'.",
     .required = true,
     .rule = relative_path},
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
    {.name = "name", .member = member<&ObjectVolume::name>, .text = "Name of the ConfigMap.", .rule = dns_subdomain},
    {.name = "items", .member = member<&ObjectVolume::items>, .text = kItems},
    default_mode_of_object(),
    {.name = "optional", .member = member<&ObjectVolume::optional>, .text = kOptional},
};

constexpr Row kSecretRows[] = {
    {.name = "secretName", .member = member<&ObjectVolume::name>, .text = "Name of the Secret.", .rule = dns_subdomain},
    {.name = "items", .member = member<&ObjectVolume::items>, .text = kItems},
    default_mode_of_object(),
    {.name = "optional", .member = member<&ObjectVolume::optional>, .text = kOptional},
};

constexpr Row kObjectProjectionRows[] = {
    {.name = "name", .member = member<&ObjectVolume::name>, .text = "Name of the object.", .rule = dns_subdomain},
    {.name = "items", .member = member<&ObjectVolume::items>, .text = kItems},
    {.name = "optional", .member = member<&ObjectVolume::optional>, .text = kOptional},
};

constexpr Row kDownwardFileRows[] = {
    {.name = "path",
     .member = member<&DownwardApiFile::path>,
     .text = "File in the volume, relative and without '..'.",
     .required = true,
     .rule = relative_path},
    {.name = "fieldRef", .member = member<&DownwardApiFile::field_ref>, .text = "A field of the pod."},
    {.name = "resourceFieldRef",
     .member = member<&DownwardApiFile::resource_field_ref>,
     .text = "A limit or request of a container."},
    {.name = "mode", .member = member<&DownwardApiFile::mode>, .text = kMode, .min = 0, .max = kFileModeMax},
};

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
     .default_value = "3600",
     .min = 600,
     .max = kSecondsMax},
    {.name = "path",
     .member = member<&ServiceAccountTokenProjection::path>,
     .text = "File in the volume.",
     .required = true,
     .rule = relative_path},
};

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
constinit const Type TypeOf<DownwardApiFile>::value = object_type("DownwardAPIVolumeFile", kDownwardFileRows);

template <>
constinit const Type TypeOf<DownwardApiVolume>::value = object_type("DownwardAPIVolumeSource", kDownwardRows);

constinit const Type kDownwardApiProjection = object_type("DownwardAPIProjection", kDownwardProjectionRows);

template <>
constinit const Type TypeOf<ServiceAccountTokenProjection>::value = object_type("ServiceAccountTokenProjection",
                                                                                kTokenRows);

template <>
constinit const Type TypeOf<VolumeProjection>::value = object_type("VolumeProjection", kProjectionRows, nullptr, true);

template <>
constinit const Type TypeOf<ProjectedVolume>::value = object_type("ProjectedVolumeSource", kProjectedRows);

template <>
constinit const Type TypeOf<PersistentVolumeClaimVolume>::value = object_type("PersistentVolumeClaimVolumeSource",
                                                                              kClaimRows);

template <>
constinit const Type TypeOf<NfsVolume>::value = object_type("NFSVolumeSource", kNfsRows);

}  // namespace peapod::config::schema
