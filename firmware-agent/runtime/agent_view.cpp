// The agent as its API sees it.

#include <utility>

#include "firmware-agent/runtime/agent.h"

namespace peapod::runtime {

class Agent::Listener : public Subscription {
 public:
  Listener(Agent& agent, std::function<void(const Change&)> told) : agent_(agent), told_(std::move(told)) {
    agent_.listeners_.push_back(this);
  }
  ~Listener() override { agent_.listeners_.remove(this); }
  void tell(const Change& change) const { told_(change); }

 private:
  Agent& agent_;
  std::function<void(const Change&)> told_;
};

void Agent::tell(const Change& change) {
  for (auto listener = listeners_.begin(); listener != listeners_.end();) {
    (*listener++)->tell(change);  // It may end its own subscription.
  }
}

std::unique_ptr<PodControl::Subscription> Agent::subscribe(std::function<void(const Change&)> told) {
  return std::make_unique<Listener>(*this, std::move(told));
}

void Agent::each_pod(const std::function<void(const PodView&)>& visit) const {
  for (const auto& [key, place] : pods_.places()) {
    if (place.current) visit(place.current->view());
  }
}

bool Agent::with_pod(std::string_view ns, std::string_view name,
                     const std::function<void(const PodView&)>& visit) const {
  const auto place = pods_.places().find({std::string(ns), std::string(name)});
  if (place == pods_.places().end() || !place->second.current) return false;
  visit(place->second.current->view());
  return true;
}

void Agent::each_event(const std::function<void(const EventView&)>& visit) const { node_->events->each(visit); }

}  // namespace peapod::runtime
