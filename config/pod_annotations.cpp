#include "config/pod_annotations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "config/duration.h"
#include "config/names.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

constexpr std::string_view kAfter = "peapod.dev/after";
constexpr std::string_view kBootCritical = "peapod.dev/boot-critical";
constexpr std::string_view kEscalation = "peapod.dev/escalation";
constexpr std::string_view kBlanks = " \t\n";

constexpr std::array<std::string_view, 2> kAwaitedStates = {"Ready", "Succeeded"};  // As AwaitedState.

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Calls `take` with each part between commas; stops at the first that has a problem.
template <class Take>
std::string each_part(std::string_view text, Take take) {
  while (true) {
    const std::size_t comma = text.find(',');
    std::string problem = take(trimmed(text.substr(0, comma)));
    if (!problem.empty() || comma == std::string_view::npos) return problem;
    text.remove_prefix(comma + 1);
  }
}

std::string named_problem(std::string_view what, std::string_view found, std::string_view rule) {
  return rule.empty() ? std::string() : std::string(what) + " " + quoted(found) + ": " + std::string(rule);
}

// "[NAMESPACE/]NAME STATE"
std::string read_awaited(std::string_view part, AwaitedPod& out) {
  constexpr const char* kForm = "must be [NAMESPACE/]NAME STATE, with commas between several";
  const std::size_t blank = part.find_first_of(kBlanks);
  if (blank == std::string_view::npos) return part.empty() ? kForm : quoted(part) + " " + kForm;
  const std::string_view state = trimmed(part.substr(blank));
  const std::string_view pod = part.substr(0, blank);
  const std::size_t slash = pod.find('/');
  const bool has_namespace = slash != std::string_view::npos;
  out.namespace_ = has_namespace ? pod.substr(0, slash) : std::string_view();
  out.name = has_namespace ? pod.substr(slash + 1) : pod;
  if (has_namespace) {
    if (std::string problem = dns_label(out.namespace_); !problem.empty()) {
      return named_problem("namespace", out.namespace_, problem);
    }
  }
  if (std::string problem = dns_subdomain(out.name); !problem.empty()) return named_problem("pod", out.name, problem);
  const auto known = std::ranges::find(kAwaitedStates, state);
  if (known == kAwaitedStates.end()) {
    return "state of pod " + quoted(pod) + ": " + unsupported_value(state, kAwaitedStates);
  }
  out.state = static_cast<AwaitedState>(known - kAwaitedStates.begin());
  return {};
}

std::string read_after(std::string_view text, std::vector<AwaitedPod>& out) {
  return each_part(text, [&](std::string_view part) {
    if (out.size() == kAwaitedPodsMax) return "must name at most " + std::to_string(kAwaitedPodsMax) + " pods";
    return read_awaited(part, out.emplace_back());
  });
}

std::string after_problem(std::string_view text) {
  std::vector<AwaitedPod> awaited;
  return read_after(text, awaited);
}

std::string boot_critical_problem(std::string_view text) {
  if (parse_duration_ms(text)) return {};
  return "must be a duration above zero, such as \"90s\" or \"5m\"";
}

constexpr std::array<std::string_view, 2> kSteps = {"pod", "reboot"};

// "pod 5"
std::string read_step(std::string_view part, EscalationCounts& out) {
  const std::size_t blank = part.find_first_of(kBlanks);
  const std::string_view step = part.substr(0, blank);
  const std::string_view digits = blank == std::string_view::npos ? std::string_view() : trimmed(part.substr(blank));
  const auto known = std::ranges::find(kSteps, step);
  if (known == kSteps.end()) return "step of escalation: " + unsupported_value(step, kSteps);
  std::int32_t& count = known == kSteps.begin() ? out.pod : out.reboot;
  if (count != 0) return "must name " + quoted(step) + " once";
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error == std::errc{} && end == digits.data() + digits.size() && count >= 1 && count <= kEscalationCountMax)
    return {};
  return "after " + quoted(step) + " must be a number between 1 and " + std::to_string(kEscalationCountMax);
}

std::string read_escalation(std::string_view text, EscalationCounts& out) {
  return each_part(text, [&](std::string_view part) { return read_step(part, out); });
}

std::string escalation_problem(std::string_view text) {
  EscalationCounts counts;
  return read_escalation(text, counts);
}

struct OwnAnnotation {
  std::string_view key;
  std::string (*problem)(std::string_view value);
};
constexpr std::array<OwnAnnotation, 3> kOwn = {
    {{kAfter, after_problem}, {kBootCritical, boot_critical_problem}, {kEscalation, escalation_problem}}};
constexpr auto kKeys = [] {
  std::array<std::string_view, kOwn.size()> keys;
  std::ranges::transform(kOwn, keys.begin(), &OwnAnnotation::key);
  return keys;
}();

}  // namespace

std::vector<AwaitedPod> awaited_pods(const Labels& annotations) {
  std::vector<AwaitedPod> awaited;
  const auto found = annotations.find(std::string(kAfter));
  if (found != annotations.end() && !read_after(found->second, awaited).empty()) awaited.clear();
  return awaited;
}

std::span<const std::string_view> own_annotations() { return kKeys; }

std::optional<std::int64_t> boot_critical_ms(const Labels& annotations) {
  const auto found = annotations.find(std::string(kBootCritical));
  return found == annotations.end() ? std::nullopt : parse_duration_ms(found->second);
}

std::optional<EscalationCounts> escalation_counts(const Labels& annotations) {
  const auto found = annotations.find(std::string(kEscalation));
  EscalationCounts counts;
  if (found == annotations.end() || !read_escalation(found->second, counts).empty()) return std::nullopt;
  return counts;
}

std::string own_annotation_problem(std::string_view key, std::string_view value) {
  for (const OwnAnnotation& own : kOwn) {
    if (own.key == key) return own.problem(value);
  }
  return {};
}

}  // namespace peapod::config
