// Volumes that need a cluster, or an image store that this box has not: described, so that they are refused by name.

#include "config/names.h"
#include "config/schema/described.h"

namespace peapod::config::schema {
namespace {

constexpr Row kImageRows[] = {
    {.name = "reference", .member = checked(kText), .text = "Name of the image.", .required = true, .rule = image_name},
    {.name = "pullPolicy", .member = checked(TypeOf<PullPolicy>::value), .text = "Always, IfNotPresent or Never."},
};

constexpr Row kCsiRows[] = {
    described_row("driver", kText, "Name of the driver."),
    described_row("readOnly", kTruth, "Whether it can only be read."),
    described_row("fsType", kText, "File system to mount."),
    described_row("volumeAttributes", kTextMap, "What the driver wants to know."),
    described_row("nodePublishSecretRef", TypeOf<LocalObjectReference>::value, "Secret the driver needs to mount it."),
};

constexpr Row kObjectReferenceRows[] = {
    described_row("apiGroup", kText, "Group of its API."),
    described_row("kind", kText, "Its kind."),
    described_row("name", kText, "Its name."),
    described_row("namespace", kText, "Its namespace."),
};
constexpr Type kObjectReference = described_type("TypedObjectReference", kObjectReferenceRows);

constexpr Row kClaimSpecRows[] = {
    described_row("accessModes", kTexts, "How it is used: ReadWriteOnce, ReadOnlyMany, ..."),
    described_row("selector", TypeOf<LabelSelector>::value, "Labels of the volumes that will do."),
    described_row("resources", TypeOf<ResourceRequirements>::value, "Its size, as requests.storage."),
    described_row("volumeName", kText, "The volume that is meant."),
    described_row("storageClassName", kText, "Class of storage it is made from."),
    described_row("volumeMode", kText, "Filesystem or Block."),
    described_row("dataSource", kObjectReference, "What it is filled from."),
    described_row("dataSourceRef", kObjectReference, "What it is filled from, of any kind."),
    described_row("volumeAttributesClassName", kText, "Class of attributes it is given."),
};
constexpr Type kClaimSpec = described_type("PersistentVolumeClaimSpec", kClaimSpecRows);
constexpr Row kClaimTemplateRows[] = {
    described_row("metadata", TypeOf<ObjectMeta>::value, "Labels and annotations of the claim."),
    described_row("spec", kClaimSpec, "What the claim asks for."),
};
constexpr Type kClaimTemplate = described_type("PersistentVolumeClaimTemplate", kClaimTemplateRows);
constexpr Row kEphemeralRows[] = {
    described_row("volumeClaimTemplate", kClaimTemplate, "The claim that is made for the pod."),
};

constexpr Row kTrustBundleRows[] = {
    described_row("name", kText, "Name of one bundle."),
    described_row("signerName", kText, "Signer whose bundles are put together."),
    described_row("labelSelector", TypeOf<LabelSelector>::value, "Labels of the bundles."),
    described_row("optional", kTruth, "Whether the pod starts without it too."),
    described_row("path", kText, "File in the volume."),
};

constexpr Row kCertificateRows[] = {
    described_row("signerName", kText, "Signer that issues it."),
    described_row("keyType", kText, "Type of its key, as in ED25519."),
    described_row("maxExpirationSeconds", kNumber, "Seconds it is good for at most."),
    described_row("credentialBundlePath", kText, "File with key and certificates."),
    described_row("keyPath", kText, "File with the key."),
    described_row("certificateChainPath", kText, "File with the certificates."),
    described_row("userAnnotations", kTextMap, "What the signer is told."),
};

constexpr Row kDeviceRows[] = {
    described_row("name", kText, "Name of the claim's volume."),
    described_row("devicePath", kText, "Where the container sees the device."),
};
constexpr Type kDevice = described_type("VolumeDevice", kDeviceRows);

}  // namespace

constinit const Type kImageVolume = object_type("ImageVolumeSource", kImageRows);
constinit const Type kCsiVolume = described_type("CSIVolumeSource", kCsiRows);
constinit const Type kEphemeralVolume = described_type("EphemeralVolumeSource", kEphemeralRows);
constinit const Type kTrustBundleProjection = described_type("ClusterTrustBundleProjection", kTrustBundleRows);
constinit const Type kCertificateProjection = described_type("PodCertificateProjection", kCertificateRows);
constinit const Type kVolumeDevices = described_list(kDevice);

}  // namespace peapod::config::schema
