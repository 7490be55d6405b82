#include "config/patch/merge_rules.h"

namespace peapod::config {
namespace {

constexpr MergeType kPlain = {};

constexpr MergeField kContainerFields[] = {
    {"env", &kPlain, true, "name"},
    {"ports", &kPlain, true, "containerPort"},
    {"volumeDevices", &kPlain, true, "devicePath"},
    {"volumeMounts", &kPlain, true, "mountPath"},
};
constexpr MergeType kContainer = {kContainerFields};

constexpr MergeField kSpecFields[] = {
    {"containers", &kContainer, true, "name"},
    {"ephemeralContainers", &kContainer, true, "name"},
    {"hostAliases", &kPlain, true, "ip"},
    {"imagePullSecrets", &kPlain, true, "name"},
    {"initContainers", &kContainer, true, "name"},
    {"resourceClaims", &kPlain, true, "name"},
    {"schedulingGates", &kPlain, true, "name"},
    {"topologySpreadConstraints", &kPlain, true, "topologyKey"},
    {"volumes", &kPlain, true, "name"},
};
constexpr MergeType kSpec = {kSpecFields};

constexpr MergeField kMetadataFields[] = {
    {"finalizers", nullptr, true, {}},
    {"ownerReferences", &kPlain, true, "uid"},
};
constexpr MergeType kMetadata = {kMetadataFields};

constexpr MergeField kStatusFields[] = {
    {"conditions", &kPlain, true, "type"},
    {"hostIPs", &kPlain, true, "ip"},
    {"podIPs", &kPlain, true, "ip"},
    {"resourceClaimStatuses", &kPlain, true, "name"},
};
constexpr MergeType kStatus = {kStatusFields};

constexpr MergeField kPodFields[] = {
    {"metadata", &kMetadata},
    {"spec", &kSpec},
    {"status", &kStatus},
};

}  // namespace

constexpr MergeType kPodMerge = {kPodFields};

}  // namespace peapod::config
