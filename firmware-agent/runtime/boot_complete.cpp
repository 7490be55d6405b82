#include "firmware-agent/runtime/boot_complete.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <utility>

#include "config/pod_annotations.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/pod_record.h"
#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

constexpr core::Millis kWriteAgain = 10'000;

// "<due> <ready> <late>"
std::string to_text(const BootCriticalPod& pod) {
  return std::to_string(pod.due.ms) + " " + (pod.ready ? "1" : "0") + " " + (pod.late ? "1" : "0");
}

std::optional<BootCriticalPod> from_text(std::string_view text) {
  BootCriticalPod pod;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pod.due.ms);
  const std::string_view flags = text.substr(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc{} || flags.size() != 4) return std::nullopt;
  pod.ready = flags[1] == '1';
  pod.late = flags[3] == '1';
  return pod;
}

// Whole or not at all, for who looks at it at any moment.
Result<void> write_marker(const std::string& path, const std::string& text) {
  const std::string unfinished = path + ".tmp";
  ::unlink(unfinished.c_str());
  {
    Result<UniqueFd> file = platform::sys::open(unfinished, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (!file) return file.error();
    const ssize_t written = ::write(file->get(), text.data(), text.size());
    if (written != static_cast<ssize_t>(text.size())) return Error{written < 0 ? errno : ENOSPC, "write " + path};
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return Error{errno, "rename " + path};
  return {};
}

}  // namespace

BootComplete::BootComplete(Node& node, std::function<void(const std::string& uid)> late)
    : node_(node), late_(std::move(late)) {}

void BootComplete::begin() {
  const Result<std::string> marked = platform::sys::read_file(marker(), 64);
  done_ = marked && *marked == node_.boot_id + "\n";
  if (done_) return;
  ::unlink(marker().c_str());  // Of another boot: `run` may be on a disk.
  Result<Record> kept = read_record(record());
  if (!kept || kept->fields["boot_id"] != node_.boot_id) return;
  kept->fields.erase("boot_id");
  std::map<std::string, BootCriticalPod> pods;
  for (const auto& [uid, text] : kept->fields) {
    if (const auto pod = from_text(text)) pods.emplace(uid, *pod);
  }
  watch_.restore(std::move(pods));
}

void BootComplete::see(const PodRunner& pod, ChangeKind kind) {
  if (done_) return;
  const std::string& uid = pod.pod().metadata.uid;
  const std::optional<std::int64_t> within = config::boot_critical_ms(pod.pod().metadata.annotations);
  const auto known = watch_.pods().find(uid);
  const bool was_known = known != watch_.pods().end();
  if (!within || kind == ChangeKind::Deleted) {
    if (!was_known) return;
    watch_.forget(uid);
    return changed();
  }
  const bool ready = pod.ordered().ready;
  if (was_known && (known->second.ready || !ready)) return;
  watch_.see(uid, *within, ready, node_.clock.now());
  changed();
}

void BootComplete::manifests_read(const std::set<std::string>& uids) {
  if (done_) return;
  std::vector<std::string> gone;
  for (const auto& [uid, pod] : watch_.pods()) {
    if (!uids.contains(uid)) gone.push_back(uid);
  }
  for (const std::string& uid : gone) watch_.forget(uid);
  watch_.manifests_read();
  conclude();
}

std::optional<core::Time> BootComplete::deadline() const {
  if (done_) return std::nullopt;
  const std::optional<core::Time> next = watch_.next_deadline();
  return again_ && (!next || *again_ < *next) ? again_ : next;
}

void BootComplete::tick() {
  if (done_) return;
  const std::vector<std::string> late = watch_.late(node_.clock.now());
  if (!late.empty()) changed();  // On record first: another agent must not tell it again.
  for (const std::string& uid : late) late_(uid);
  if (again_ && *again_ <= node_.clock.now()) conclude();
}

void BootComplete::changed() {
  Record kept;
  kept.fields["boot_id"] = node_.boot_id;
  for (const auto& [uid, pod] : watch_.pods()) kept.fields[uid] = to_text(pod);
  if (Result<void> written = write_record(record(), kept, Durability::Tmpfs); !written) {
    log_line("%s; a new agent would count the time of boot-critical pods anew", written.error().message().c_str());
  }
  conclude();
}

void BootComplete::conclude() {
  again_.reset();
  if (!watch_.is_complete()) return;
  if (Result<void> written = write_marker(marker(), node_.boot_id + "\n"); !written) {
    log_line("%s; trying again", written.error().message().c_str());
    again_ = node_.clock.now() + kWriteAgain;
    return;
  }
  done_ = true;
  log_line("the boot is complete: %zu boot-critical pods have been Ready", watch_.pods().size());
  (void)remove_record(record(), Durability::Tmpfs);
}

}  // namespace peapod::runtime
