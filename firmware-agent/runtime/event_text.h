#pragma once

// The words of Kubernetes events and of waiting messages, as kubelet 1.36 writes them. Pure.

#include <string>
#include <string_view>

#include "firmware-agent/core/pod_action.h"
#include "firmware-agent/core/time.h"

namespace peapod::runtime {

// What the machine's notice does not know. Only what the reason needs must be set.
struct NoticeDetail {
  std::string_view pod;
  std::string_view namespace_;
  std::string_view uid;
  std::string_view container;
  std::string_view output;                    // Of the probe, or the error's sentence.
  bool will_restart = false;                  // For Killing by a probe: another start follows.
  std::string_view broken_state = "unknown";  // For Unhealthy of a probe that broke: this or "failure".
};

std::string_view event_type(core::NoticeReason reason);  // "Normal" or "Warning".
std::string event_message(const core::action::Notice& notice, const NoticeDetail& detail);

// Events and messages that the runtime decides by itself.
std::string pulled_message(std::string_view image);      // Normal Pulled.
std::string never_pull_message(std::string_view image);  // ErrImageNeverPull, for the event and state.waiting.message.
inline constexpr std::string_view kRestartingAllMessage =
    "The container is removed because RestartAllContainers in place";  // With RestartingAllContainers.
inline constexpr std::string_view kWaitingForPods = "WaitingForPods";  // Event, and reason of PodScheduled False.
std::string backoff_waiting_message(core::Millis delay,
                                    const NoticeDetail& detail);  // With CrashLoopBackOff.

// time.Duration as Go prints it: "10s", "1m20s", "2m40s", "5m0s", "1.5s", "300ms", "0s".
std::string go_duration(core::Millis duration);

}  // namespace peapod::runtime
