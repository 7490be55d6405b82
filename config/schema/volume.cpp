#include <vector>

#include "config/names.h"
#include "config/schema/types.h"
#include "config/wording.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kClaims = "is not supported yet: PersistentVolumeClaims come with local objects";
constexpr const char* kCluster = "is not supported: it needs a cluster";
constexpr const char* kHostTools = "is not supported: mount it on the box and use hostPath";
constexpr const char* kCloud = "is not supported: it is a disk of a cloud, use hostPath";
constexpr const char* kRemoved126 = "was removed from Kubernetes 1.26: mount it on the box and use hostPath";
constexpr const char* kRemoved131 = "was removed from Kubernetes 1.31: mount it on the box and use hostPath";
constexpr const char* kRemovedDriver = "was removed from Kubernetes: use hostPath";

std::string host_path(std::string_view text) {
  if (std::string wrong = absolute_path(text); !wrong.empty()) return wrong;
  const bool climbs = text.find("/../") != std::string_view::npos || text.ends_with("/..");
  return climbs ? "must not contain '..'" : "";
}

std::string mount_path(std::string_view text) {
  if (std::string wrong = absolute_path(text); !wrong.empty()) return wrong;
  return text.find(':') == std::string_view::npos ? "" : "must not contain ':'";
}

constexpr const char* kHugePages = "huge pages are not supported yet: \"\" and \"Memory\" are";
constexpr Choice kMedia[] = {choice("", StorageMedium::Default), choice("Memory", StorageMedium::Memory),
                             choice("HugePages", StorageMedium::Default, kHugePages),
                             choice("HugePages-2Mi", StorageMedium::Default, kHugePages),
                             choice("HugePages-1Gi", StorageMedium::Default, kHugePages)};

constexpr Row kEmptyDirRows[] = {
    {.name = "medium",
     .member = member<&EmptyDir::medium>,
     .text = "\"\" for the disk of the box, \"Memory\" for a tmpfs."},
    {.name = "sizeLimit",
     .member = member<&EmptyDir::size_limit>,
     .text = "The most it may hold; enforced in memory only."},
};

constexpr Choice kHostPathTypes[] = {
    choice("", HostPathType::Unset),
    choice("DirectoryOrCreate", HostPathType::DirectoryOrCreate),
    choice("Directory", HostPathType::Directory),
    choice("FileOrCreate", HostPathType::FileOrCreate),
    choice("File", HostPathType::File),
    choice("Socket", HostPathType::Socket),
    choice("CharDevice", HostPathType::CharDevice),
    choice("BlockDevice", HostPathType::BlockDevice),
};

constexpr Row kHostPathRows[] = {
    {.name = "path",
     .member = member<&HostPath::path>,
     .text = "Path on the box.",
     .required = true,
     .rule = host_path},
    {.name = "type",
     .member = member<&HostPath::type>,
     .text = "What must be there, or is made; \"\" checks nothing.",
     .print = Print::Always},
};

// A source of another kind of machine: described so that it is refused by name.
constexpr Row no_source(const char* name, const char* text, const char* reason, const Type* type = nullptr) {
  return {.name = name, .member = {.type = type}, .text = text, .verdict = Verdict::Refused, .reason = reason};
}

constexpr Row kVolumeRows[] = {
    {.name = "name",
     .member = member<&Volume::name>,
     .text = "Name that volumeMounts refer to.",
     .required = true,
     .rule = dns_label},
    {.name = "hostPath", .member = member<&Volume::host_path>, .text = "A file or directory of the box."},
    {.name = "emptyDir", .member = member<&Volume::empty_dir>, .text = "A directory that lives as long as the pod."},
    no_source("gcePersistentDisk", "A disk of Google Cloud.", kCloud),
    no_source("awsElasticBlockStore", "A disk of AWS.", kCloud),
    no_source("gitRepo", "A git repository.",
              "is not supported: its driver is off in Kubernetes too, clone in an init container"),
    {.name = "secret",
     .member = member_as<kSecretVolume, &Volume::secret>,
     .text = "A Secret as files.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: Secret volumes come with local objects"},
    {.name = "nfs",
     .member = member<&Volume::nfs>,
     .text = "A directory of an NFS server.",
     .verdict = Verdict::Refused,
     .reason = kHostTools},
    no_source("iscsi", "A disk by iSCSI.", kHostTools),
    no_source("glusterfs", "A volume of GlusterFS.", kRemoved126),
    {.name = "persistentVolumeClaim",
     .member = member<&Volume::persistent_volume_claim>,
     .text = "A claim of a persistent volume.",
     .verdict = Verdict::Refused,
     .reason = kClaims},
    no_source("rbd", "A disk of Ceph.", kRemoved131),
    no_source("flexVolume", "A volume by a program of the box.", kHostTools),
    no_source("cinder", "A disk of OpenStack.", kCloud),
    no_source("cephfs", "A directory of Ceph.", kRemoved131),
    no_source("flocker", "A volume of Flocker.", kRemovedDriver),
    {.name = "downwardAPI",
     .member = member<&Volume::downward_api>,
     .text = "Fields of the pod as files.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: downward API volumes come later"},
    no_source("fc", "A disk by Fibre Channel.", kHostTools),
    no_source("azureFile", "A share of Azure.", kCloud),
    {.name = "configMap",
     .member = member<&Volume::config_map>,
     .text = "A ConfigMap as files.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: ConfigMap volumes come with local objects"},
    no_source("vsphereVolume", "A disk of vSphere.", kCloud),
    no_source("quobyte", "A volume of Quobyte.", kRemovedDriver),
    no_source("azureDisk", "A disk of Azure.", kCloud),
    no_source("photonPersistentDisk", "A disk of Photon.", kRemovedDriver),
    {.name = "projected",
     .member = member<&Volume::projected>,
     .text = "Several sources in one directory.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: projected volumes come with local objects"},
    no_source("portworxVolume", "A volume of Portworx.", kRemovedDriver),
    no_source("scaleIO", "A volume of ScaleIO.", kRemovedDriver),
    no_source("storageos", "A volume of StorageOS.", kRemovedDriver),
    no_source("csi", "A volume by a CSI driver.", kCluster, &kCsiVolume),
    no_source("ephemeral", "A claim that lives as long as the pod.", kClaims, &kEphemeralVolume),
    {.name = "image",
     .member = checked(kImageVolume),
     .text = "The files of an image.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: image volumes come with the image store"},
};

// The sources that are written, emptyDir first: the API reads it before the others (core/validation
// validateVolumeSource).
std::vector<const char*> sources_of(const Field& field) {
  std::vector<const char*> sources;
  for (const Row& row : kVolumeRows) {
    const std::string_view name = row.name;
    if (name == "name" || !field.member(row.name).present()) continue;
    sources.insert(name == "emptyDir" ? sources.begin() : sources.end(), row.name);
  }
  return sources;
}

void finish_volume(const Field& field, void* object) {
  Volume& volume = *static_cast<Volume*>(object);
  const std::vector<const char*> sources = sources_of(field);
  for (std::size_t i = 1; i < sources.size(); ++i) {
    field.member(sources[i]).forbidden("may not specify more than 1 volume type");
  }
  if (volume.empty_dir && volume.empty_dir->size_limit && volume.empty_dir->medium == StorageMedium::Default) {
    field.member("emptyDir").member("sizeLimit").note("has no effect on disk: it is enforced with medium Memory only");
  }
  // Without a source it is an emptyDir (pkg/apis/core/v1/defaults.go).
  if (sources.empty()) volume.empty_dir.emplace();
}

constexpr Choice kRecursiveReadOnly[] = {
    choice("Disabled", RecursiveReadOnly::Disabled),
    choice("IfPossible", RecursiveReadOnly::IfPossible, "is not supported yet: only \"Disabled\" is"),
    choice("Enabled", RecursiveReadOnly::Enabled, "is not supported yet: only \"Disabled\" is")};
constexpr Choice kPropagations[] = {
    choice("None", MountPropagation::None),
    choice("HostToContainer", MountPropagation::HostToContainer, "is not supported yet: only \"None\" is"),
    choice("Bidirectional", MountPropagation::Bidirectional, "is not supported yet: only \"None\" is")};

constexpr const char* kSubPath = "is not supported yet: subPath comes later, mount the whole volume";

constexpr Row kMountRows[] = {
    {.name = "name",
     .member = member<&VolumeMount::name>,
     .text = "Name of the volume.",
     .required = true,
     .rule = dns_label},
    {.name = "readOnly", .member = member<&VolumeMount::read_only>, .text = "Whether it can only be read."},
    {.name = "recursiveReadOnly",
     .member = member<&VolumeMount::recursive_read_only>,
     .text = "Whether mounts below it can only be read too."},
    {.name = "mountPath",
     .member = member<&VolumeMount::mount_path>,
     .text = "Where the container sees it.",
     .required = true,
     .rule = mount_path},
    {.name = "subPath",
     .member = member<&VolumeMount::sub_path>,
     .text = "Part of the volume to mount.",
     .verdict = Verdict::Refused,
     .reason = kSubPath,
     .rule = relative_path},
    {.name = "mountPropagation",
     .member = member<&VolumeMount::mount_propagation>,
     .text = "Whether mounts made later are seen on the other side."},
    {.name = "subPathExpr",
     .member = member<&VolumeMount::sub_path_expr>,
     .text = "Part of the volume to mount, with $(NAME) of the environment.",
     .verdict = Verdict::Refused,
     .reason = kSubPath,
     .rule = relative_path},
};

void finish_mount(const Field& field, void* object) {
  const VolumeMount& mount = *static_cast<VolumeMount*>(object);
  if (!mount.sub_path.empty() && !mount.sub_path_expr.empty()) {
    field.member("subPathExpr").invalid("subPathExpr and subPath are mutually exclusive");
  }
  if (mount.recursive_read_only.value_or(RecursiveReadOnly::Disabled) == RecursiveReadOnly::Disabled) return;
  const Field recursive = field.member("recursiveReadOnly");
  if (!mount.read_only) recursive.forbidden("may only be specified when readOnly is true");
  if (mount.mount_propagation.value_or(MountPropagation::None) != MountPropagation::None) {
    recursive.forbidden("may only be specified when mountPropagation is None or not specified");
  }
}

}  // namespace

template <>
constinit const Type TypeOf<StorageMedium>::value = choice_type("StorageMedium", kMedia);

template <>
constinit const Type TypeOf<EmptyDir>::value = object_type("EmptyDirVolumeSource", kEmptyDirRows);

template <>
constinit const Type TypeOf<HostPathType>::value = choice_type("HostPathType", kHostPathTypes);

template <>
constinit const Type TypeOf<HostPath>::value = object_type("HostPathVolumeSource", kHostPathRows);

template <>
constinit const Type TypeOf<Volume>::value = object_type("Volume", kVolumeRows, finish_volume, true);

template <>
constinit const Type TypeOf<RecursiveReadOnly>::value = choice_type("RecursiveReadOnlyMode", kRecursiveReadOnly);

template <>
constinit const Type TypeOf<MountPropagation>::value = choice_type("MountPropagationMode", kPropagations);

template <>
constinit const Type TypeOf<VolumeMount>::value = object_type("VolumeMount", kMountRows, finish_mount);

}  // namespace peapod::config::schema
