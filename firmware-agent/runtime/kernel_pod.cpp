#include "firmware-agent/runtime/kernel_pod.h"

#include "firmware-agent/runtime/kernel_container.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/log_paths.h"
#include "firmware-agent/runtime/manifest_text.h"
#include "platform/volumes/removal.h"

namespace peapod::runtime {

KernelPod::KernelPod(Node& node, const config::Pod& pod, PodInbox& inbox)
    : context_{
          node, pod, inbox, KernelSandbox(node, pod),
          pod_log_directory(node.options.paths.log, pod.metadata.namespace_, pod.metadata.name, pod.metadata.uid)} {}

std::unique_ptr<ContainerVerbs> KernelPod::container(core::ContainerIndex index, core::LaunchNumber launch,
                                                     std::int32_t restart_count, const ContainerDetail& detail) {
  return std::make_unique<KernelContainer>(context_, index, launch, restart_count, detail);
}

std::string KernelPod::record_path() const {
  return context_.node.options.paths.run + "/records/" + context_.pod.metadata.uid + std::string(kPodRecordSuffix);
}

Result<void> KernelPod::save(const PodMemory& memory) {
  return write_record(record_path(), record_of(context_.pod, memory, context_.node.boot_id), Durability::Tmpfs);
}

void KernelPod::forget() { (void)remove_record(record_path(), Durability::Tmpfs); }

void KernelPod::remove_logs(const std::vector<ContainerDetail>& details) {
  for (core::ContainerIndex i = 0; i < details.size(); ++i) {
    const std::string& name = container_at(context_.pod.spec, i).name;
    for (const std::string& id : {details[i].container_id, details[i].last_container_id}) {
      if (!id.empty()) (void)unlink_container_log(log_link(context_.node, context_.pod, name, id));
    }
  }
  if (Result<void> removed = platform::remove_tree(context_.log_directory); !removed) {
    log_line("%s", removed.error().message().c_str());
  }
}

}  // namespace peapod::runtime
