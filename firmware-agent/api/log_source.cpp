#include <algorithm>

#include "firmware-agent/api/log_stream.h"
#include "firmware-agent/api/pod_object.h"
#include "firmware-agent/runtime/log_paths.h"

namespace peapod::api {
namespace {

using Kind = core::ContainerStatus::Kind;

std::string names(const std::vector<config::Container>& containers) {
  std::string list = "[";
  for (const config::Container& container : containers) {
    if (list.size() > 1) list += ' ';
    list += container.name;
  }
  return list + "]";
}

std::string in_pod(std::string_view container, const runtime::PodView& view) {
  return "container \"" + std::string(container) + "\" in pod \"" + view.pod.metadata.name + "\"";
}

std::string waiting_text(std::string_view reason) {
  if (reason == "ErrImagePull") return "image can't be pulled";
  if (reason == "ImagePullBackOff") return "trying and failing to pull image";
  return std::string(reason);
}

std::optional<std::size_t> find_container(const config::PodSpec& spec, std::string_view name) {
  for (std::size_t i = 0; i < container_count(spec); ++i) {
    if (container_at(spec, i).name == name) return i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<StatusError> find_log(const runtime::PodView& view, const LogOptions& options, LogSource& source) {
  const config::PodSpec& spec = view.pod.spec;
  std::string container = options.container;
  if (container.empty() && spec.containers.size() > 1) {
    std::string text = "a container name must be specified for pod " + view.pod.metadata.name +
                       ", choose one of: " + names(spec.containers);
    if (!spec.init_containers.empty()) text += " or one of the init containers: " + names(spec.init_containers);
    return bad_request(std::move(text));
  }
  if (container.empty()) container = spec.containers.front().name;
  const auto index = find_container(spec, container);
  if (!index) return bad_request("container " + container + " is not valid for pod " + view.pod.metadata.name);

  const core::ContainerStatus& status = view.status.containers[*index];
  source = {view.pod.metadata.namespace_, view.pod.metadata.name, view.pod.metadata.uid, *index, status.restart_count};
  if (options.previous) {
    if (!status.last) return bad_request("previous terminated " + in_pod(container, view) + " not found");
    // Between two runs the count is still that of the run that has ended.
    if (status.kind != Kind::Waiting) source.instance = std::max(0, status.restart_count - 1);
  } else if (status.kind == Kind::Waiting && !status.last) {
    return bad_request(in_pod(container, view) + " is waiting to start: " + waiting_text(status.waiting_reason));
  }
  return std::nullopt;
}

std::string log_directory(const runtime::PodView& view, const LogSource& source) {
  return runtime::container_log_directory(view.log_directory, container_at(view.pod.spec, source.container).name);
}

}  // namespace peapod::api
