#pragma once

// A PodControl in memory, whose pods and events a test writes down, and which remembers what was asked of it.

#include <algorithm>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "config/load.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/policy_from_spec.h"

namespace peapod::api {

struct FakePod {
  config::Pod pod;
  core::PodPolicy policy;
  core::PodStatus status;
  std::vector<runtime::ContainerDetail> details;
  runtime::WallTime created = 0;
  std::optional<runtime::WallTime> deletion_requested;
  std::int64_t grace = 0;
  std::uint64_t version = 1;
  std::string log_directory;
  std::optional<config::PodSpec> granted = {};
  std::optional<runtime::ResizeCondition> resize_pending = {}, resize_in_progress = {};
  std::vector<runtime::GateNote> gate_notes = {};
};

class FakeExec final : public runtime::ExecSession {
 public:
  FakeExec(std::string& stdin_text, bool& alive) : stdin_(stdin_text), alive_(alive) { alive_ = true; }
  ~FakeExec() override { alive_ = false; }
  void write_stdin(std::string_view data) override { stdin_ += data; }
  void close_stdin() override { stdin_ += "<end>"; }
  void resize(std::uint16_t columns, std::uint16_t rows) override {
    stdin_ += "<" + std::to_string(columns) + "x" + std::to_string(rows) + ">";
  }
  void hold_output(bool held) override { stdin_ += held ? "<hold>" : "<go>"; }
  std::size_t stdin_queued() const override { return 0; }

 private:
  std::string& stdin_;
  bool& alive_;
};

// Milliseconds since 1970 of the fake's now: 2026-01-02T03:04:05Z. Its boot was 1000 s earlier.
inline constexpr runtime::WallTime kNow = 1'767'323'045'000;
inline constexpr runtime::WallTime kBoot = kNow - 1'000'000;

class FakePods final : public runtime::PodControl {
 public:
  // A pod whose containers run and are ready, made from a manifest.
  FakePod& add(const std::string& manifest) {
    config::Loaded loaded = config::load_pods(manifest);
    FakePod& pod = pods.emplace_back();
    pod.pod = std::move(loaded.pods.at(0));
    pod.pod.metadata.uid = "uid-" + pod.pod.metadata.name;
    pod.created = kNow - 100'000;
    pod.version = ++version;
    pod.status.gates.resize(pod.pod.spec.readiness_gates.size());
    pod.gate_notes.resize(pod.status.gates.size());
    const std::size_t inits = pod.pod.spec.init_containers.size();
    pod.status.containers.resize(inits + pod.pod.spec.containers.size());
    pod.status.phase = core::PodPhase::Running;
    pod.status.start_time = {900'000};
    for (std::size_t i = 0; i < pod.status.containers.size(); ++i) {
      core::ContainerStatus& status = pod.status.containers[i];
      status.kind = core::ContainerStatus::Kind::Running;
      status.started_at = {901'000};
      status.ready = status.started = true;
      if (i >= inits || pod.pod.spec.init_containers[i].sidecar) continue;
      status.kind = core::ContainerStatus::Kind::Terminated;
      status.terminated = core::Termination{};
      status.started = false;
    }
    for (std::size_t i = 0; i < core::kConditionCount; ++i) {
      pod.status.conditions[i].type = static_cast<core::ConditionType>(i);
      pod.status.conditions[i].is_true = true;
      pod.status.conditions[i].is_shown = pod.status.conditions[i].type <= core::ConditionType::PodScheduled;
      pod.status.conditions[i].since = {902'000};
    }
    return pod;
  }

  runtime::PodView view(const FakePod& pod) const {
    runtime::PodView view{pod.pod, pod.policy, pod.status};
    view.containers = pod.details;
    view.created = pod.created;
    view.deletion_requested = pod.deletion_requested;
    view.deletion_grace_seconds = pod.grace;
    view.resource_version = pod.version;
    view.log_directory = pod.log_directory;
    if (pod.granted) view.granted = &*pod.granted;
    view.resize_pending = pod.resize_pending;
    view.resize_in_progress = pod.resize_in_progress;
    view.gate_notes = pod.gate_notes;
    return view;
  }

  void change(FakePod& pod, runtime::ChangeKind kind) {
    pod.version = ++version;
    const runtime::PodView changed = view(pod);
    const std::vector<std::function<void(const runtime::Change&)>*> all(listeners.begin(), listeners.end());
    for (const auto* told : all) (*told)({kind, &changed, nullptr});
  }

  void remove(const std::string& name) {
    const auto pod =
        std::find_if(pods.begin(), pods.end(), [&](const FakePod& p) { return p.pod.metadata.name == name; });
    FakePod gone = std::move(*pod);
    pods.erase(pod);
    change(gone, runtime::ChangeKind::Deleted);
  }

  std::string node_name() const override { return "box"; }
  const runtime::NodeFacts& node() const override { return node_facts; }
  runtime::WallTime to_wall(core::Time time) const override { return kBoot + time.ms; }
  runtime::WallTime wall_now() const override { return kNow; }
  core::Time now() const override { return {kNow - kBoot}; }
  std::uint64_t resource_version() const override { return version; }
  void each_pod(const std::function<void(const runtime::PodView&)>& visit) const override {
    for (const FakePod& pod : pods) visit(view(pod));
  }
  bool with_pod(std::string_view ns, std::string_view name,
                const std::function<void(const runtime::PodView&)>& visit) const override {
    for (const FakePod& pod : pods) {
      if (pod.pod.metadata.namespace_ != ns || pod.pod.metadata.name != name) continue;
      visit(view(pod));
      return true;
    }
    return false;
  }
  void each_event(const std::function<void(const runtime::EventView&)>& visit) const override {
    for (const runtime::EventView& event : events) visit(event);
  }
  std::optional<runtime::Refusal> create_pod(config::Pod pod) override {
    asked.push_back("create " + pod.metadata.namespace_ + "/" + pod.metadata.name);
    if (refusal) return refusal;
    FakePod& made = pods.emplace_back();
    made.pod = std::move(pod);
    made.status.containers.resize(made.pod.spec.init_containers.size() + made.pod.spec.containers.size());
    made.version = ++version;
    return std::nullopt;
  }
  std::optional<runtime::Refusal> replace_pod(config::Pod pod) override {
    asked.push_back("replace " + pod.metadata.namespace_ + "/" + pod.metadata.name);
    return refusal;
  }
  std::optional<runtime::Refusal> change_pod(config::Pod changed) override {
    const config::ObjectMeta& metadata = changed.metadata;
    asked.push_back("change " + metadata.namespace_ + "/" + metadata.name);
    if (refusal) return refusal;
    for (FakePod& pod : pods) {
      if (pod.pod.metadata.namespace_ != metadata.namespace_ || pod.pod.metadata.name != metadata.name) continue;
      changed.metadata.uid = pod.pod.metadata.uid;
      pod.pod = std::move(changed);
      pod.policy = runtime::policy_from_spec(pod.pod.spec, 300'000);
      pod.status.containers.resize(container_count(pod.pod.spec));
      change(pod, runtime::ChangeKind::Modified);
      return std::nullopt;
    }
    return runtime::Refusal{runtime::Refusal::Kind::NotFound, "no such pod"};
  }
  std::optional<runtime::Refusal> set_gates(std::string_view ns, std::string_view name,
                                            std::vector<runtime::GateReport> reports) override {
    std::string text = "gates " + std::string(ns) + "/" + std::string(name);
    for (const runtime::GateReport& report : reports) {
      const bool missing = report.status == core::GateStatus::Missing;
      text += " " + std::string(missing ? "" : core::name(report.status)) + "(" + report.note.reason + "," +
              report.note.message + ")";
    }
    asked.push_back(text);
    return refusal;
  }
  std::optional<runtime::Refusal> delete_pod(std::string_view ns, std::string_view name, std::string_view uid,
                                             std::optional<std::int64_t> grace) override {
    asked.push_back("delete " + std::string(ns) + "/" + std::string(name) + " uid=" + std::string(uid) +
                    " grace=" + (grace ? std::to_string(*grace) : "own"));
    return refusal;
  }
  std::unique_ptr<runtime::ExecSession> exec(const runtime::ExecRequest& request, runtime::ExecCallbacks callbacks,
                                             runtime::Refusal& why) override {
    std::string text = "exec " + request.pod + "/" + request.container + (request.tty ? " tty" : "");
    for (const std::string& word : request.command) text += " " + word;
    asked.push_back(text);
    if (refusal) {
      why = *refusal;
      return nullptr;
    }
    exec_callbacks = std::move(callbacks);
    return std::make_unique<FakeExec>(exec_stdin, exec_alive);
  }
  std::unique_ptr<Subscription> subscribe(std::function<void(const runtime::Change&)> told) override {
    return std::make_unique<Listener>(*this, std::move(told));
  }

  std::list<FakePod> pods;
  std::vector<runtime::EventView> events;
  std::uint64_t version = 10;
  std::vector<std::string> asked;
  std::optional<runtime::Refusal> refusal;
  runtime::ExecCallbacks exec_callbacks;
  std::string exec_stdin;
  bool exec_alive = false;
  std::list<std::function<void(const runtime::Change&)>*> listeners;
  runtime::NodeFacts node_facts{"box",
                                {{"kubernetes.io/arch", "arm64"}, {"kubernetes.io/hostname", "box"}, {"site", "north"}},
                                {2000, 512 << 20, 4096},
                                {1750, 448 << 20, 4096},
                                9,
                                {}};

 private:
  class Listener final : public Subscription {
   public:
    Listener(FakePods& pods, std::function<void(const runtime::Change&)> told) : pods_(pods), told_(std::move(told)) {
      pods_.listeners.push_back(&told_);
    }
    ~Listener() override { pods_.listeners.remove(&told_); }

   private:
    FakePods& pods_;
    std::function<void(const runtime::Change&)> told_;
  };
};

inline constexpr char kWebManifest[] =
    "{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: ["
    "{name: server, image: busybox}, {name: beside, image: busybox}]}}";
inline constexpr char kJobManifest[] =
    "{apiVersion: v1, kind: Pod, metadata: {name: job}, spec: {restartPolicy: Never, containers: ["
    "{name: main, image: busybox}]}}";

}  // namespace peapod::api
