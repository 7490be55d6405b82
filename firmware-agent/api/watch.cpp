#include "firmware-agent/api/watch.h"

#include <charconv>

namespace peapod::api {
namespace {

std::uint64_t number(std::string_view text, std::uint64_t otherwise) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

std::string_view word(runtime::ChangeKind kind) {
  switch (kind) {
    case runtime::ChangeKind::Added:
      return "ADDED";
    case runtime::ChangeKind::Modified:
      return "MODIFIED";
    case runtime::ChangeKind::Deleted:
      return "DELETED";
  }
  return {};
}

const std::string& key_of(const runtime::PodView& view) { return view.pod.metadata.uid; }
const std::string& key_of(const runtime::EventView& event) { return event.name; }

}  // namespace

Watch::Watch(http::Connection& connection, runtime::PodControl& pods, Resource resource, Selection selection,
             Presentation presentation)
    : connection_(connection),
      pods_(pods),
      resource_(resource),
      selection_(std::move(selection)),
      presentation_(presentation) {}

template <class View>
void Watch::tell(runtime::ChangeKind kind, const View& view, const std::string& key) {
  const bool was_known = known_.contains(key);
  const bool is_there = kind != runtime::ChangeKind::Deleted && selection_.matches(view, pods_);
  if (!was_known && !is_there) return;
  if (is_there) known_.insert(key);
  if (!is_there) known_.erase(key);
  const auto told = !is_there   ? runtime::ChangeKind::Deleted
                    : was_known ? runtime::ChangeKind::Modified
                                : runtime::ChangeKind::Added;
  std::string out = R"({"type":")";
  out.append(word(told)).append(R"(","object":)");
  append_presented(out, view, pods_, presentation_);
  connection_.write(out + "}\n");
}

template <class View>
void Watch::tell_if_newer(const View& view, const std::string& key, std::uint64_t since) {
  if (!selection_.matches(view, pods_)) return;
  if (view.resource_version > since) return tell(runtime::ChangeKind::Added, view, key);
  known_.insert(key);
}

void Watch::tell_bookmark() {
  std::string out = R"({"type":"BOOKMARK","object":{"kind":")";
  out += resource_ == Resource::Pods ? "Pod" : "Event";
  out += R"(","apiVersion":"v1","metadata":{"resourceVersion":")" + std::to_string(pods_.resource_version());
  out += R"(","creationTimestamp":null,"annotations":{"k8s.io/initial-events-end":"true"}}}})";
  connection_.write(out + "\n");
}

void Watch::start(std::uint64_t since, bool bookmark, std::uint64_t timeout_seconds) {
  const auto tell_present = [&](const auto& view) { tell_if_newer(view, key_of(view), since); };
  if (resource_ == Resource::Pods) pods_.each_pod(tell_present);
  if (resource_ == Resource::Events) pods_.each_event(tell_present);
  if (bookmark) tell_bookmark();
  changes_ = pods_.subscribe([this](const runtime::Change& change) { on_change(change); });
  if (timeout_seconds == 0) return;
  timer_ = runtime::make_timer(connection_.loop(), this);
  uv_timer_start(
      timer_.get(), [](uv_timer_t* timer) { static_cast<Watch*>(timer->data)->connection_.end_stream(); },
      timeout_seconds * 1000, 0);
}

void Watch::on_change(const runtime::Change& change) {
  if (resource_ == Resource::Pods && change.pod != nullptr) tell(change.kind, *change.pod, key_of(*change.pod));
  if (resource_ == Resource::Events && change.event != nullptr) {
    tell(change.kind, *change.event, key_of(*change.event));
  }
}

void watch(Call& call) {
  Selection selection;
  if (const auto error = Selection::read(call.route, call.query, selection)) return answer(call, *error);
  const std::uint64_t newest = call.pods.resource_version();
  std::uint64_t since = number(call.query.get("resourceVersion"), 0);
  const bool initial_events = call.query.is_true("sendInitialEvents");
  if (initial_events) since = 0;
  // A version of an earlier agent, or one after which deletions have been forgotten.
  if (since != 0 && (since > newest || since < call.last_deletion)) {
    return answer(call,
                  expired("too old resource version: " + std::to_string(since) + " (" + std::to_string(newest) + ")"));
  }
  auto activity = std::make_unique<Watch>(call.connection, call.pods, call.route.resource, std::move(selection),
                                          Presentation::of(call));
  Watch& watch = *activity;
  call.connection.begin_stream("application/json", std::move(activity));
  watch.start(since, initial_events, number(call.query.get("timeoutSeconds"), 0));
}

}  // namespace peapod::api
