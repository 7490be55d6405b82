#include "firmware-agent/runtime/pod_store.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "config/load.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/manifest_text.h"
#include "firmware-agent/runtime/pod_record.h"
#include "firmware-agent/runtime/pod_volumes.h"

namespace peapod::runtime {

Result<void> PodStore::put(const config::Pod& pod, const PodOrigin& origin) {
  if (Result<void> made = make_directory(directory_, 0700); !made) return made;
  config::Pod kept = pod;
  kept.spec.ephemeral_containers.clear();
  Record record;
  record.fields["manifest"] = manifest_text(kept);
  record.fields["created"] = std::to_string(origin.created);
  record.fields["generation"] = std::to_string(origin.generation);
  return write_record(directory_ + "/" + pod.metadata.uid + std::string(kPodRecordSuffix), record, Durability::Flash);
}

Result<void> PodStore::remove(const std::string& uid) {
  return remove_record(directory_ + "/" + uid + std::string(kPodRecordSuffix), Durability::Flash);
}

void PodStore::each(const std::function<void(config::Pod pod, const PodOrigin& origin)>& take) const {
  const auto damaged = load_records(directory_, kPodRecordSuffix, [&](const std::string& path, Record record) {
    config::Loaded loaded = config::load_pods(record.fields["manifest"], config::Accept::Pod);
    if (loaded.pods.size() != 1) {
      const std::string why =
          loaded.diagnostics.empty() ? std::string("no pod in it") : loaded.diagnostics.front().text(path);
      return log_line("%s: this agent cannot run the pod any more: %s", path.c_str(), why.c_str());
    }
    const auto number = [&](const char* key) { return std::strtoll(record.fields[key].c_str(), nullptr, 10); };
    take(std::move(loaded.pods.front()),
         {false, {}, number("created"), std::max<std::int64_t>(1, number("generation"))});
  });
  if (!damaged) return log_line("%s", damaged.error().message().c_str());
  for (const DamagedRecord& record : *damaged) {
    log_line("%s is damaged (%s); moved to '%s'", record.path.c_str(), record.reason.c_str(), record.moved_to.c_str());
  }
}

}  // namespace peapod::runtime
