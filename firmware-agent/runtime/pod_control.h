#pragma once

// The agent as its API sees it: pods with their status, events, and the requests that may be made of them.
// The runtime implements it; tests of the API use a fake. Everything is called from the loop's thread.
// References handed out are borrowed until control returns to the loop.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"
#include "config/pod_spec.h"
#include "firmware-agent/core/pod_status.h"
#include "firmware-agent/runtime/node_facts.h"
#include "platform/sys/result.h"

namespace peapod::runtime {

// Milliseconds since 1970, for display only.
using WallTime = std::int64_t;

// What Kubernetes shows of a container beside the status that core derives. Index as in
// PodPolicy::containers.
struct ContainerDetail {
  std::string image;         // As the manifest called it; empty before the first start.
  std::string image_id;      // "docker.io/library/busybox@sha256:..." or "sha256:..."; empty before the first start.
  std::string container_id;  // "peapod://<32 hex digits>" of the current or last launch.
  std::string last_container_id;
  std::string waiting_message;   // state.waiting.message.
  std::string message;           // state.terminated.message.
  std::string last_message;      // lastState.terminated.message.
  std::string stop_signal = {};  // "SIGTERM": what asks the current or last launch to end.
  std::optional<config::ResourceRequirements> resources = {};  // In force for the current launch; nothing: not known.
};

// PodResizePending or PodResizeInProgress, which are there only while they are True.
struct ResizeCondition {
  std::string reason;  // "Deferred", "Infeasible"; "Error" or empty.
  std::string message;
  core::Time since;
};

// Why somebody set the condition that a readiness gate waits for.
struct GateNote {
  std::string reason;
  std::string message;
  bool operator==(const GateNote&) const = default;
};

struct GateReport {
  core::GateStatus status = core::GateStatus::Missing;
  GateNote note = {};
};

struct PodView {
  const config::Pod& pod;  // As it is wanted. metadata.uid is set; spec has its defaults.
  const core::PodPolicy& policy;
  core::PodStatus status;
  std::vector<ContainerDetail> containers = {};
  WallTime created = 0;
  std::optional<WallTime> deletion_requested = {};  // deletionTimestamp.
  std::int64_t deletion_grace_seconds = 0;
  std::uint64_t resource_version = 0;
  bool has_begun = true;     // Without: nothing is known of its containers.
  bool from_file = false;    // A static pod: it belongs to a manifest file and comes back while that exists.
  std::string message = {};  // status.message: why the box refuses the pod.
  // The spec with the resources that the box has granted; null: as in `pod`.
  const config::PodSpec* granted = nullptr;
  std::optional<ResizeCondition> resize_pending = {}, resize_in_progress = {};
  std::vector<GateNote> gate_notes = {};  // As PodPolicy::readiness_gates; their status is PodStatus::gates.
  std::string log_directory = {};  // ".../pods/<namespace>_<name>_<uid>"; below it <container>/<restart count>.log.
};

// A Kubernetes event about a pod, counted.
struct EventView {
  std::string name;  // Unique object name, "<pod>.<16 hex digits>".
  std::string namespace_;
  std::string pod_name;
  std::string pod_uid;
  std::string field_path;  // "spec.containers{web}" or empty.
  std::string_view type;   // "Normal" or "Warning".
  std::string reason;
  std::string message;
  WallTime first = 0;
  WallTime last = 0;
  std::uint32_t count = 1;
  std::uint64_t resource_version = 0;
};

struct ExecRequest {
  std::string namespace_;
  std::string pod;
  std::string container;
  std::vector<std::string> command;
  bool stdin_open = false;
  bool tty = false;
  std::uint16_t columns = 80;
  std::uint16_t rows = 24;
};

// One running exec. Destroying it ends the process (SIGKILL) if it still runs.
class ExecSession {
 public:
  virtual ~ExecSession() = default;
  virtual void write_stdin(std::string_view data) = 0;
  virtual void close_stdin() = 0;
  virtual void resize(std::uint16_t columns, std::uint16_t rows) = 0;
  // Back-pressure, both ways. While held the process's output stays in its pipes. Input that write_stdin() took and the
  // process has not is queued; ExecCallbacks::stdin_taken tells when none is left.
  virtual void hold_output(bool held) { (void)held; }
  virtual std::size_t stdin_queued() const { return 0; }
};

struct ExecCallbacks {
  std::function<void(int stream, std::string_view data)> output;  // stream 1 or 2.
  std::function<void(int exit_code)> exited;                      // Last call; all output came before it.
  std::function<void(std::string message)> failed;                // Instead of exited, when it could not be started.
  std::function<void()> stdin_taken;                              // stdin_queued() has become 0.
};

enum class ChangeKind : std::uint8_t { Added, Modified, Deleted };

// Told of each change of a pod or event after it has happened. Exactly one of the pointers is set.
struct Change {
  ChangeKind kind = ChangeKind::Modified;
  const PodView* pod = nullptr;
  const EventView* event = nullptr;
};

// Why a request was refused, in the API's terms.
struct Refusal {
  enum class Kind : std::uint8_t {
    NotFound,
    AlreadyExists,
    Conflict,
    BadRequest,
    Forbidden,
    Internal
  } kind = Kind::Internal;
  std::string message;
};

class PodControl {
 public:
  virtual ~PodControl() = default;

  virtual std::string node_name() const = 0;
  virtual const NodeFacts& node() const = 0;
  virtual WallTime to_wall(core::Time time) const = 0;
  virtual WallTime wall_now() const = 0;
  virtual core::Time now() const = 0;
  virtual std::uint64_t resource_version() const = 0;  // The newest given to any object.

  virtual void each_pod(const std::function<void(const PodView&)>& visit) const = 0;  // By namespace, then name.
  // Calls `visit` and returns true when there is such a pod.
  virtual bool with_pod(std::string_view ns, std::string_view name,
                        const std::function<void(const PodView&)>& visit) const = 0;
  virtual void each_event(const std::function<void(const EventView&)>& visit) const = 0;  // Oldest first.

  // Accepts a new pod, stored in lib/ so that it comes back after a reboot. The pod has passed validation.
  virtual std::optional<Refusal> create_pod(config::Pod pod) = 0;
  // Replaces a pod made through the API: the old one is stopped before the new one starts.
  virtual std::optional<Refusal> replace_pod(config::Pod pod) = 0;
  // A pod made through the API becomes this one while it runs: with other labels, annotations, images, resources or
  // another activeDeadlineSeconds (pod_change.h); nothing else differs. Environment variables taken from metadata
  // follow when their container starts again.
  virtual std::optional<Refusal> change_pod(config::Pod pod) = 0;
  // What others say of the pod's readiness gates: of all of them, in the order of the spec. Conflict while it waits for
  // other pods, and when it was rejected.
  virtual std::optional<Refusal> set_gates(std::string_view ns, std::string_view name,
                                           std::vector<GateReport> reports) = 0;
  // Starts graceful deletion; repeated with a smaller grace it shortens. grace 0 is forced deletion.
  virtual std::optional<Refusal> delete_pod(std::string_view ns, std::string_view name, std::string_view uid_or_empty,
                                            std::optional<std::int64_t> grace_seconds) = 0;

  // Null when refused (then `refusal` says why).
  virtual std::unique_ptr<ExecSession> exec(const ExecRequest& request, ExecCallbacks callbacks, Refusal& refusal) = 0;

  // The subscription ends when the returned object is destroyed.
  class Subscription {
   public:
    virtual ~Subscription() = default;
  };
  virtual std::unique_ptr<Subscription> subscribe(std::function<void(const Change&)> told) = 0;
};

}  // namespace peapod::runtime
