#pragma once

// Words for traces and the coverage table. Each list is in the order of its enum.

#include <array>
#include <string>

#include "firmware-agent/core/pod_status.h"

namespace peapod::sim {

inline constexpr std::array kEventWords = {"SandboxReady", "SandboxFailed", "SandboxLost",    "SandboxRemoved",
                                           "Started",      "StartFailed",   "Exited",         "HookDone",
                                           "ProbeDone",    "Resized",       "StopRequested",  "PodRestartRequested",
                                           "GateChanged",  "Tick",          "PolicyReplaced", "Resumed"};
static_assert(kEventWords.size() == std::variant_size_v<core::Event>);

inline constexpr std::array kActionWords = {"CreateSandbox",   "EndSandbox",    "RemoveSandbox", "StartContainer",
                                            "StopContainer",   "KillContainer", "RunHook",       "RunProbe",
                                            "ResizeContainer", "Notice"};
static_assert(kActionWords.size() == std::variant_size_v<core::Action>);

inline constexpr std::array kContainerPhaseWords = {"Waiting", "Starting", "Running", "Stopping", "Finished"};
inline constexpr std::array kSandboxPhaseWords = {"None", "Creating", "Ready", "Ending", "Removing", "Gone"};
inline constexpr std::array kPodEndWords = {"None",      "Deleted",          "NodeShutdown", "Evicted",
                                            "Preempted", "DeadlineExceeded", "InitFailed",   "Completed"};
inline constexpr std::array kStopCauseWords = {"deleted", "shutdown", "evicted", "preempted"};
inline constexpr std::array kKillCauseWords = {"None",     "Stopping",  "Liveness",   "Startup",           "PostStart",
                                               "Deadline", "PodFailed", "RestartAll", "DefinitionChanged", "Resize"};
inline constexpr std::array kProbeOutcomeWords = {"Success", "Warning", "Failure", "Error"};

std::string describe(const core::Event& event);
std::string describe(const core::Action& action);

}  // namespace peapod::sim
