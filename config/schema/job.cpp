#include "config/schema/kinds.h"
#include "config/workload.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kNotReplaced =
    "has no effect: the pod is not replaced when it fails; restartPolicy OnFailure restarts its containers";
constexpr const char* kNotReplacedSo = "is not supported: a pod that has failed is not replaced";

constexpr Row kSpecRows[] = {
    {.name = "template",
     .member = member_as<kPodTemplate, &WorkloadSpec::pod_template>,
     .text = "The pod.",
     .required = true},
    {.name = "parallelism",
     .member = member<&WorkloadSpec::parallelism>,
     .text = "Number of pods at a time: one box runs one of them, or none for 0.",
     .default_value = "1",
     .min = 0},
    {.name = "completions",
     .member = described(kNumber),
     .text = "Number of pods that must succeed.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: a Job runs its pod once",
     .only = "1"},
    {.name = "activeDeadlineSeconds",
     .member = member<&WorkloadSpec::active_deadline_seconds>,
     .text = "Seconds the Job may take; its pod has no more.",
     .min = 0},
    {.name = "backoffLimit",
     .member = described(kNumber),
     .text = "Number of failures that make the Job fail.",
     .verdict = Verdict::NoEffect,
     .reason = kNotReplaced},
    {.name = "ttlSecondsAfterFinished",
     .member = described(kNumber),
     .text = "Seconds from the end until the Job is removed.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: a pod that has ended stays until it is deleted"},
    {.name = "suspend", .member = member<&WorkloadSpec::suspend>, .text = "Whether the Job has no pod."},
    {.name = "completionMode",
     .member = described(kText),
     .text = "NonIndexed or Indexed.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: a Job runs its pod once",
     .only = "NonIndexed"},
    {.name = "selector",
     .member = described(TypeOf<LabelSelector>::value),
     .text = "Labels that select the pods of the Job.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: a Job has the one pod of its template"},
    {.name = "manualSelector",
     .member = described(kTruth),
     .text = "Whether the selector is not made by a server.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: a Job has the one pod of its template",
     .only = "false"},
    {.name = "podReplacementPolicy",
     .member = described(kText),
     .text = "When a pod is replaced.",
     .verdict = Verdict::NoEffect,
     .reason = kNotReplaced},
    {.name = "backoffLimitPerIndex",
     .member = described(kNumber),
     .text = "Number of failures of one index.",
     .verdict = Verdict::Refused,
     .reason = kNotReplacedSo},
    {.name = "maxFailedIndexes",
     .member = described(kNumber),
     .text = "Number of indexes that may fail.",
     .verdict = Verdict::Refused,
     .reason = kNotReplacedSo},
    {.name = "podFailurePolicy",
     .member = described(kTexts),
     .text = "Which failures count.",
     .verdict = Verdict::Refused,
     .reason = kNotReplacedSo},
    {.name = "successPolicy",
     .member = described(kTexts),
     .text = "Which pods must succeed.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: a Job runs its pod once"},
    {.name = "managedBy",
     .member = described(kText),
     .text = "Controller that runs the Job.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: no controller runs here"},
};
constexpr Type kSpec = object_type("JobSpec", kSpecRows);

constexpr Row kRows[] = {
    api_version_row("\"batch/v1\"."),
    kind_row("\"Job\"."),
    {.name = "metadata",
     .member = member<&Workload::metadata>,
     .text = "Name, labels and annotations of the Job; its pod has those of the template.",
     .required = true},
    {.name = "spec", .member = member_as<kSpec, &Workload::spec>, .text = "What is to be done.", .required = true},
    {.name = "status",
     .member = described(kServerStatus),
     .text = "What has been done; written by a server.",
     .verdict = Verdict::Refused,
     .reason = kByServer},
};

}  // namespace

constinit const Type kJob = object_type("Job", kRows);

}  // namespace peapod::config::schema
