#pragma once

// What a test asks of a pod, taken from the JSON of `peapod get pod NAME -o json`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peapod::test {

struct ContainerStateView {
  std::string kind;  // "waiting", "running", "terminated" or empty.
  std::string reason;
  std::string message;
  std::int64_t exit_code = -1;
};

struct ContainerView {
  std::string name;
  bool ready = false;
  std::int64_t restarts = 0;
  ContainerStateView state;
  ContainerStateView last_state;
};

struct PodView {
  std::string name;
  std::string uid;
  std::string phase;
  std::string reason;
  bool ready = false;  // Condition Ready.
  std::vector<ContainerView> init_containers;
  std::vector<ContainerView> containers;

  // Of either kind; an empty one when there is none of that name.
  ContainerView container(std::string_view container_name) const;
};

// Nothing when the text is not a Pod object.
std::optional<PodView> parse_pod(const std::string& json);
// Of a PodList; empty when it is not one.
std::vector<PodView> parse_pod_list(const std::string& json);

}  // namespace peapod::test
