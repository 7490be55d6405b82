#include "firmware-agent/core/pod_status.h"

namespace peapod::core {

std::string_view name(PodPhase phase) {
  switch (phase) {
    case PodPhase::Pending:
      return "Pending";
    case PodPhase::Running:
      return "Running";
    case PodPhase::Succeeded:
      return "Succeeded";
    case PodPhase::Failed:
      return "Failed";
  }
  return {};
}

std::string_view name(ConditionType type) {
  switch (type) {
    case ConditionType::PodReadyToStartContainers:
      return "PodReadyToStartContainers";
    case ConditionType::Initialized:
      return "Initialized";
    case ConditionType::Ready:
      return "Ready";
    case ConditionType::ContainersReady:
      return "ContainersReady";
    case ConditionType::PodScheduled:
      return "PodScheduled";
    case ConditionType::AllContainersRestarting:
      return "AllContainersRestarting";
    case ConditionType::DisruptionTarget:
      return "DisruptionTarget";
  }
  return {};
}

std::string_view name(TerminationReason reason) {
  switch (reason) {
    case TerminationReason::Completed:
      return "Completed";
    case TerminationReason::Error:
      return "Error";
    case TerminationReason::OOMKilled:
      return "OOMKilled";
    case TerminationReason::StartError:
      return "StartError";
    case TerminationReason::ContainerCannotRun:
      return "ContainerCannotRun";
    case TerminationReason::ContainerStatusUnknown:
      return "ContainerStatusUnknown";
    case TerminationReason::RestartingAllContainers:
      return "RestartingAllContainers";
  }
  return {};
}

std::string_view name(StartFailure reason) {
  switch (reason) {
    case StartFailure::ErrImagePull:
      return "ErrImagePull";
    case StartFailure::ErrImageNeverPull:
      return "ErrImageNeverPull";
    case StartFailure::InvalidImageName:
      return "InvalidImageName";
    case StartFailure::CreateContainerConfigError:
      return "CreateContainerConfigError";
    case StartFailure::CreateContainerError:
      return "CreateContainerError";
    case StartFailure::StartError:
      return "StartError";
    case StartFailure::ContainerCannotRun:
      return "ContainerCannotRun";
  }
  return {};
}

std::string_view name(NoticeReason reason) {
  switch (reason) {
    case NoticeReason::Created:
      return "Created";
    case NoticeReason::Started:
      return "Started";
    case NoticeReason::Killing:
      return "Killing";
    case NoticeReason::BackOff:
      return "BackOff";
    case NoticeReason::Unhealthy:
      return "Unhealthy";
    case NoticeReason::ProbeWarning:
      return "ProbeWarning";
    case NoticeReason::FailedPostStartHook:
      return "FailedPostStartHook";
    case NoticeReason::FailedPreStopHook:
      return "FailedPreStopHook";
    case NoticeReason::Failed:
      return "Failed";
    case NoticeReason::SandboxChanged:
      return "SandboxChanged";
    case NoticeReason::FailedCreatePodSandBox:
      return "FailedCreatePodSandBox";
    case NoticeReason::DeadlineExceeded:
      return "DeadlineExceeded";
    case NoticeReason::ExceededGracePeriod:
      return "ExceededGracePeriod";
    case NoticeReason::Evicted:
      return "Evicted";
    case NoticeReason::Preempting:
      return "Preempting";
  }
  return {};
}

std::string_view name(GateStatus status) {
  switch (status) {
    case GateStatus::True:
      return "True";
    case GateStatus::False:
      return "False";
    case GateStatus::Missing:
    case GateStatus::Unknown:
      break;
  }
  return "Unknown";
}

std::string_view name(ProbeKind probe) {
  switch (probe) {
    case ProbeKind::Startup:
      return "Startup";
    case ProbeKind::Liveness:
      return "Liveness";
    case ProbeKind::Readiness:
      return "Readiness";
  }
  return {};
}

}  // namespace peapod::core
