#include "config/mapping.h"

#include <algorithm>

#include "config/unsupported.h"

namespace peapod::config {
namespace {

// An empty list means "none". An empty mapping does too, but not where it chooses one of several kinds.
bool means_nothing(const Field& member, std::string_view type) {
  if (!member.present()) return true;
  const bool chooses = type == "Volume" || type == "Probe" || type == "LifecycleHandler" || type == "EnvVarSource";
  return member.is_empty() && (member.is_sequence() || !chooses);
}

}  // namespace

void refuse_member(const Field& member, std::string_view type, std::string_view key,
                   std::span<const std::string_view> known) {
  const std::span<const Refusal> refusals = refusals_of(type);
  const auto refusal = std::ranges::find(refusals, key, &Refusal::field);
  if (refusal != refusals.end()) {
    if (!means_nothing(member, type)) member.complain_at_key(std::string(refusal->reason));
    return;
  }
  std::vector<std::string_view> names(known.begin(), known.end());
  for (const Refusal& entry : refusals) names.push_back(entry.field);
  member.complain_at_key("unknown field" + did_you_mean(key, names));
}

void accept_only_bool(const Field& field, bool value, std::string_view reason) {
  bool found = value;
  if (field.read(found) && found != value) {
    field.complain(std::string(found ? "true " : "false ").append(reason));
  }
}

void accept_only_text(const Field& field, std::string_view value, std::string_view reason) {
  std::string found;
  if (field.read(found) && !found.empty() && found != value) {
    field.complain(quoted(found) + " " + std::string(reason));
  }
}

}  // namespace peapod::config
