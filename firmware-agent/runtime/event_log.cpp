#include "firmware-agent/runtime/event_log.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <utility>

namespace peapod::runtime {
namespace {

std::string_view cut_message(std::string_view message) {
  if (message.size() <= kEventMessageMax) return message;
  std::size_t end = kEventMessageMax;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xc0) == 0x80) --end;  // Not inside a character.
  return message.substr(0, end);
}

bool same(const EventView& event, const EventInput& input, std::string_view message) {
  return event.pod_uid == input.pod_uid && event.reason == input.reason && event.field_path == input.field_path &&
         event.type == input.type && event.message == message;
}

// "<pod>.<16 hex digits>": the moment in nanoseconds, as Kubernetes does it, made unique by the version.
std::string object_name(std::string_view pod, WallTime now, std::uint64_t version) {
  char digits[20];
  std::snprintf(digits, sizeof digits, ".%016llx",
                static_cast<unsigned long long>(now) * 1'000'000 + version % 1'000'000);
  return std::string(pod) + digits;
}

}  // namespace

EventLog::EventLog(std::function<std::uint64_t()> next_version, std::function<void(ChangeKind, const EventView&)> told)
    : next_version_(std::move(next_version)), told_(std::move(told)) {}

void EventLog::record(const EventInput& input, WallTime now) {
  assert(input.type == "Normal" || input.type == "Warning");
  const std::string_view message = cut_message(input.message);
  // The same event again is most likely the newest.
  const auto known = std::find_if(events_.rbegin(), events_.rend(),
                                  [&](const EventView& event) { return same(event, input, message); });
  if (known != events_.rend()) {
    const auto event = std::prev(known.base());
    event->count += 1;
    event->last = now;
    event->resource_version = next_version_();
    events_.splice(events_.end(), events_, event);
    return told_(ChangeKind::Modified, *event);
  }
  make_room_for(input.pod_uid);
  EventView& event = events_.emplace_back();
  event.resource_version = next_version_();
  event.name = object_name(input.pod_name, now, event.resource_version);
  event.namespace_ = input.namespace_;
  event.pod_name = input.pod_name;
  event.pod_uid = input.pod_uid;
  event.field_path = input.field_path;
  event.type = input.type == "Normal" ? "Normal" : "Warning";
  event.reason = input.reason;
  event.message = message;
  event.first = now;
  event.last = now;
  told_(ChangeKind::Added, event);
}

void EventLog::make_room_for(std::string_view pod_uid) {
  const auto of_pod = [&](const EventView& event) { return event.pod_uid == pod_uid; };
  const auto count = std::count_if(events_.begin(), events_.end(), of_pod);
  if (static_cast<std::size_t>(count) >= kEventsPerPodMax) {
    drop(std::find_if(events_.begin(), events_.end(), of_pod));
  } else if (events_.size() >= kEventsMax) {
    drop(events_.begin());
  }
}

void EventLog::drop(std::list<EventView>::iterator event) {
  event->resource_version = next_version_();
  told_(ChangeKind::Deleted, *event);
  events_.erase(event);
}

void EventLog::each(const std::function<void(const EventView&)>& visit) const {
  for (const EventView& event : events_) visit(event);
}

}  // namespace peapod::runtime
