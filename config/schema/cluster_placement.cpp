// Parts of a PodSpec that only a scheduler, a device driver or Windows could act on: described, so that they are
// refused by name.

#include "config/schema/described.h"

namespace peapod::config::schema {
namespace {

constexpr Row kGateRows[] = {described_row("name", kText, "Name of the gate.")};
constexpr Type kGate = described_type("PodSchedulingGate", kGateRows);

constexpr Row kGroupRows[] = {described_row("podGroupName", kText, "Name of the PodGroup.")};

constexpr Row kPodClaimRows[] = {
    described_row("name", kText, "Name that resources.claims of containers refer to."),
    described_row("resourceClaimName", kText, "Name of a ResourceClaim."),
    described_row("resourceClaimTemplateName", kText, "Name of a template that a ResourceClaim is made from."),
};
constexpr Type kPodClaim = described_type("PodResourceClaim", kPodClaimRows);

constexpr Row kClaimRows[] = {
    described_row("name", kText, "Name of an entry of spec.resourceClaims."),
    described_row("request", kText, "The request of that claim which is meant; all when not given."),
};
constexpr Type kClaim = described_type("ResourceClaim", kClaimRows);

constexpr Row kWindowsRows[] = {
    described_row("gmsaCredentialSpecName", kText, "Name of a gMSA credential spec."),
    described_row("gmsaCredentialSpec", kText, "A gMSA credential spec."),
    described_row("runAsUserName", kText, "Windows user of the processes."),
    described_row("hostProcess", kTruth, "Whether it runs on the Windows host itself."),
};

}  // namespace

constinit const Type kSchedulingGates = described_list(kGate);
constinit const Type kSchedulingGroup = described_type("PodSchedulingGroup", kGroupRows);
constinit const Type kPodResourceClaims = described_list(kPodClaim);
constinit const Type kResourceClaims = described_list(kClaim);
constinit const Type kWindowsOptions = described_type("WindowsSecurityContextOptions", kWindowsRows);

}  // namespace peapod::config::schema
