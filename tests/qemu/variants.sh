# What a boot can be like. Sourced by boot.sh; `variant NAME` sets:
#   memory           MB
#   append           for the kernel's command line
#   without_modules  that are not loaded
#   cgroups          v2 or v1
#   through          a program that the tests run through
#   release          the build of the product that the tests run instead of their own, e.g. musl for aarch64-musl; and the
#                    figures of all releases are printed
#   tests            binaries, in this order; filter_BINARY leaves out what cannot be tested there
#   may_skip         extended regular expression of the tests that may skip themselves; any other skip is a failure

readonly variants=(v2 kernel kernel-v1 release v1 no-memory-controller 64mb no-nf_tables no-overlayfs no-bpf 4.19 5.4)

# What guests cannot do: images are made by GNU tar and dpkg; the bomb is made in memory first, 64 MB of it; there is no
# kubectl.
readonly not_for_guests=ImageScripts.*:Kubectl.*:ImageStoreTest.GzipBombIsStopped:Seeds.JavawebRepairedServesItsWar
# The integration tests that meet most of a kernel in little time; the others wait for seconds of pods' stories. What measures
# a share of the CPU wants the machine for itself, and two boots run at a time.
readonly met_by_kernels=Examples.*:Limits.*:AgentLife.KilledAgent*:AgentThatStopsPods.*:KilledCgroup.*:Delegation.*:Probing.EveryKind*-Limits.HalfACpu*
# What v1 has and v2 has not, and the other way round; and what is only tested where something is missing.
readonly skips_on_v2='^CgroupV1Test|^MissingFeature'
readonly skips_on_v1='^UnifiedTest|^KilledCgroup|^Delegation|^Plan.ClonesInto|^MissingFeature'

variant() {
  memory=128 append='' without_modules='' cgroups=v2 through='' release=''
  tests='unit_platform integration'
  filter_unit_platform=-$not_for_guests
  filter_integration=-$not_for_guests
  may_skip=$skips_on_v2
  case $1 in
    v2) tests='unit_core unit_config unit_http unit_api unit_runtime unit_platform integration' ;;
    kernel) filter_integration=$met_by_kernels ;;
    kernel-v1) cgroups=v1 may_skip=$skips_on_v1 filter_integration=$met_by_kernels ;;
    release) # What people are to run, on the smallest box that it is meant for.
      release=musl tests=integration
      filter_integration=Examples.*:Limits.*:Probing.EveryKind*:Stopping.EverythingInItsOrder:AgentLife.KilledAgentLeavesPodsAsTheyAre:AgentThatStopsPods.*
      ;;
    v1) cgroups=v1 may_skip=$skips_on_v1 ;;
    no-memory-controller) # As Raspberry Pi OS has it.
      append=cgroup_disable=memory
      may_skip='^CgroupV1Test|^MissingFeature.WithoutOverlayfs|^CgroupContainerTest|^Examples.(LimitsHold|SharedLimits)|^InPlace|^Limits.Memory|^AdmissionOfPods.WhatIsReserved'
      ;;
    64mb) # Debian's kernel leaves 19 MB of it: the examples, but not the tests that want memory themselves.
      memory=64 tests=integration
      filter_integration=Examples.*:Limits.*
      ;;
    no-nf_tables) without_modules='nft_chain_nat nft_masq nft_ct nf_tables' ;;
    no-overlayfs) # Only the box itself can be an image then, and mount points must be there.
      without_modules=overlay
      filter_unit_platform=HostImageTest.IsReadOnly*:KeeperTest.*
      filter_integration=Examples.HostRunsTheBoxItself:MissingFeature.*
      may_skip='^MissingFeature.WithoutTheMemory'
      ;;
    no-bpf) through=no-bpf ;;
    4.19) through=4.19 may_skip="$skips_on_v2|^Plan.ClonesInto|^UnifiedTest.CloneInto" ;;
    5.4) through=5.4 ;;
    *) return 1 ;;
  esac
}
