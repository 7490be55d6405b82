#pragma once

// The agent's Kubernetes events: the newest kEventsMax, at most kEventsPerPodMax of one pod. The same event
// again only counts, and allocates nothing.

#include <cstdint>
#include <functional>
#include <list>
#include <string_view>

#include "firmware-agent/runtime/event_input.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::runtime {

inline constexpr std::size_t kEventsMax = 1000;
inline constexpr std::size_t kEventsPerPodMax = 64;
inline constexpr std::size_t kEventMessageMax = 1024;  // Bytes (Kubernetes core/validation/events.go); longer is cut.

class EventLog {
 public:
  // `next_version` gives resource versions, shared with the pods. `told` hears of each event that is added,
  // counted or dropped; it must not record.
  EventLog(std::function<std::uint64_t()> next_version, std::function<void(ChangeKind, const EventView&)> told);

  void record(const EventInput& event, WallTime now);
  void each(const std::function<void(const EventView&)>& visit) const;  // Longest not repeated first.
  std::size_t size() const { return events_.size(); }

 private:
  void drop(std::list<EventView>::iterator event);
  void make_room_for(std::string_view pod_uid);

  std::function<std::uint64_t()> next_version_;
  std::function<void(ChangeKind, const EventView&)> told_;
  std::list<EventView> events_;
};

}  // namespace peapod::runtime
