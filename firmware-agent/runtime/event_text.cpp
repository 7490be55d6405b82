#include "firmware-agent/runtime/event_text.h"

#include "config/duration.h"
#include "firmware-agent/core/pod_status.h"

namespace peapod::runtime {
namespace {

using core::NoticeReason;

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

// format.Pod of kubelet: "web_default(5ed1...)".
std::string full_pod_name(const NoticeDetail& detail) {
  return join({detail.pod, "_", detail.namespace_, "(", detail.uid, ")"});
}

std::string killing(core::KillCause cause, const NoticeDetail& detail) {
  const std::string_view restart = detail.will_restart ? ", will be restarted" : "";
  switch (cause) {
    case core::KillCause::Liveness:
      return join({"Container ", detail.container, " failed liveness probe", restart});
    case core::KillCause::Startup:
      return join({"Container ", detail.container, " failed startup probe", restart});
    case core::KillCause::DefinitionChanged:
      return join({"Container ", detail.container, " definition changed, will be restarted"});
    case core::KillCause::Resize:
      return join({"Container ", detail.container, " resize requires restart"});
    case core::KillCause::PostStart:
      return "FailedPostStartHook";
    case core::KillCause::None:
    case core::KillCause::Stopping:
    case core::KillCause::Deadline:
    case core::KillCause::PodFailed:
    case core::KillCause::RestartAll:
      break;
  }
  return join({"Stopping container ", detail.container});
}

std::string unhealthy(const core::action::Notice& notice, const NoticeDetail& detail) {
  const std::string_view probe = core::name(notice.probe);
  if (notice.outcome != core::ProbeOutcome::Error) return join({probe, " probe failed: ", detail.output});
  return join({probe, " probe errored and resulted in ", detail.broken_state, " state: ", detail.output});
}

}  // namespace

std::string_view event_type(NoticeReason reason) {
  switch (reason) {
    case NoticeReason::Created:
    case NoticeReason::Started:
    case NoticeReason::Killing:
    case NoticeReason::SandboxChanged:
    case NoticeReason::DeadlineExceeded:
      return "Normal";
    case NoticeReason::BackOff:
    case NoticeReason::Unhealthy:
    case NoticeReason::ProbeWarning:
    case NoticeReason::FailedPostStartHook:
    case NoticeReason::FailedPreStopHook:
    case NoticeReason::Failed:
    case NoticeReason::FailedCreatePodSandBox:
    case NoticeReason::ExceededGracePeriod:
    case NoticeReason::Evicted:
    case NoticeReason::Preempting:
      break;
  }
  return "Warning";
}

std::string event_message(const core::action::Notice& notice, const NoticeDetail& detail) {
  switch (notice.reason) {
    case NoticeReason::Created:
      return "Container created";
    case NoticeReason::Started:
      return "Container started";
    case NoticeReason::Killing:
      return killing(notice.cause, detail);
    case NoticeReason::BackOff:
      return join({"Back-off restarting failed container ", detail.container, " in pod ", full_pod_name(detail)});
    case NoticeReason::Unhealthy:
      return unhealthy(notice, detail);
    case NoticeReason::ProbeWarning:
      return join({core::name(notice.probe), " probe warning: ", detail.output});
    case NoticeReason::FailedPostStartHook:
      return "PostStartHook failed";
    case NoticeReason::FailedPreStopHook:
      return "PreStopHook failed";
    case NoticeReason::Failed:
      return join({"Error: ", detail.output});
    case NoticeReason::SandboxChanged:
      return "Pod sandbox changed, it will be killed and re-created.";
    case NoticeReason::FailedCreatePodSandBox:
      return join({"Failed to create pod sandbox: ", detail.output});
    case NoticeReason::DeadlineExceeded:
      return "Pod was active on the node longer than the specified deadline";
    case NoticeReason::Evicted:
      return std::string(detail.output);
    case NoticeReason::Preempting:
      return std::string(core::kPreemptedMessage);
    case NoticeReason::ExceededGracePeriod:
      break;
  }
  return "Container runtime did not kill the pod within specified grace period.";
}

std::string pulled_message(std::string_view image) {
  return join({"Container image \"", image, "\" already present on machine and can be accessed by the pod"});
}

std::string never_pull_message(std::string_view image) {
  return join({"Container image \"", image, "\" is not present with pull policy of Never"});
}

std::string backoff_waiting_message(core::Millis delay, const NoticeDetail& detail) {
  return join({"back-off ", config::duration_text({delay}), " restarting failed container=", detail.container,
               " pod=", full_pod_name(detail)});
}

}  // namespace peapod::runtime
