#include <algorithm>
#include <string>

#include "config/json_writer.h"
#include "config/names.h"
#include "config/pod_annotations.h"
#include "config/schema/described.h"
#include "config/wording.h"

namespace peapod::config::schema {
namespace {

constexpr std::size_t kAnnotationBytesMax = std::size_t{256} * 1024;  // Kubernetes: TotalAnnotationSizeLimitB.

bool check_key(const Field& value, std::string_view key) {
  const std::string wrong = label_key(key);
  if (wrong.empty()) return true;
  value.invalid_key(wrong);
  return false;
}

void read_labels(const Field& field, const Type&, const Row&, void* out) {
  if (!field.expect_mapping()) return;
  Labels unused;
  Labels& labels = out == nullptr ? unused : *static_cast<Labels*>(out);
  field.each_member([&](std::string_view key, const Field& value) {
    if (check_key(value, key)) value.read(labels[std::string(key)], label_value);
  });
}

// `lower` is the key in lower case: Kubernetes takes upper case in a prefix too, we know ours in one way only.
void check_own(const Field& value, std::string_view key, std::string_view lower, std::string_view text) {
  if (!lower.starts_with(kOwnAnnotationPrefix)) return;
  const auto known = own_annotations();
  if (std::ranges::find(known, key) == known.end()) return value.unknown(did_you_mean(key, known));
  const std::string problem = own_annotation_problem(key, text);
  if (!problem.empty()) value.invalid(problem);
}

void read_annotations(const Field& field, const Type&, const Row&, void* out) {
  if (!field.expect_mapping()) return;
  Labels unused;
  Labels& annotations = out == nullptr ? unused : *static_cast<Labels*>(out);
  std::size_t bytes = 0;
  field.each_member([&](std::string_view key, const Field& value) {
    // Kubernetes checks the keys of annotations in lower case, so upper case is allowed in the prefix too.
    std::string lower(key);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (!check_key(value, lower)) return;
    std::string& text = annotations[std::string(key)];
    if (value.read(text)) check_own(value, key, lower, text);
    bytes += key.size() + text.size();
  });
  if (bytes > kAnnotationBytesMax) {
    field.invalid("must be at most 262144 bytes together, found " + std::to_string(bytes));
  }
}

void write_labels(JsonWriter& json, const Type&, const void* value) {
  json.begin_object();
  for (const auto& [key, text] : *static_cast<const Labels*>(value)) json.field(key, text);
  json.end_object();
}

bool are_labels_empty(const Type&, const void* value) { return static_cast<const Labels*>(value)->empty(); }

constexpr Type labels_type(decltype(Type::read) read) {
  return {.name = "map[string]string",
          .shape = Type::Shape::Map,
          .read = read,
          .write = write_labels,
          .empty = are_labels_empty};
}

// What the server writes, and ignores in what is sent to it, as the API does: it expresses no wish, so nothing is
// noted.
constexpr const char* kServerSet = "is set by the server: remove it";

constexpr Row kOwnerRows[] = {
    described_row("apiVersion", kText, "Version of the owner's API."),
    described_row("kind", kText, "Kind of the owner."),
    described_row("name", kText, "Name of the owner."),
    described_row("uid", kText, "Unique id of the owner."),
    described_row("controller", kTruth, "Whether this owner manages the object."),
    described_row("blockOwnerDeletion", kTruth, "Whether the owner stays until this object is gone."),
};
constexpr Type kOwner = described_type("OwnerReference", kOwnerRows);
constexpr Type kOwners = described_list(kOwner);

constexpr Row kManagedRows[] = {
    described_row("manager", kText, "Who manages the fields."),
    described_row("operation", kText, "Apply or Update."),
    described_row("apiVersion", kText, "Version of the API the fields are of."),
    described_row("time", kTime, "When they were changed last."),
    described_row("fieldsType", kText, "\"FieldsV1\"."),
    described_row("fieldsV1", kTextMap, "The fields."),
    described_row("subresource", kText, "Subresource they were changed through."),
};
constexpr Type kManaged = described_type("ManagedFieldsEntry", kManagedRows);
constexpr Type kManagedList = described_list(kManaged);

constexpr Row kRows[] = {
    {.name = "name",
     .member = member<&ObjectMeta::name>,
     .text =
         "Name of the object, unique in its namespace. A pod of a manifest directory gets the node's name after it.",
     .rule = dns_subdomain},
    {.name = "generateName",
     .member = member<&ObjectMeta::generate_name>,
     .text = "Prefix of a name that the API makes unique; used when there is no name.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: give the pod a name"},
    {.name = "namespace",
     .member = member<&ObjectMeta::namespace_>,
     .text = "Namespace of the object. A namespace is there as soon as a pod names it.",
     .default_value = "default",
     .rule = dns_label},
    {.name = "uid",
     .member = member<&ObjectMeta::uid>,
     .text = "Unique id; made by the agent when not given.",
     .rule = uid},
    {.name = "labels",
     .member = member_as<kLabels, &ObjectMeta::labels>,
     .text = "Keys and values to select objects by."},
    {.name = "annotations",
     .member = member_as<kAnnotations, &ObjectMeta::annotations>,
     .text =
         "Keys and texts for people and tools; at most 256 KiB together. Of a pod, peapod.dev/after says which pods "
         "must be Ready or Succeeded before it begins: \"db Ready, batch/migrate Succeeded\"; "
         "peapod.dev/boot-critical how long it "
         "may take to be Ready, which the boot is complete with: \"300s\"; peapod.dev/escalation after how many "
         "failures of "
         "containers the pod is restarted, and after how many of its restarts the box: \"pod 5, reboot 3\"."},
    {.name = "ownerReferences",
     .member = described(kOwners),
     .text = "Objects this one depends on.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: nothing owns a pod of one box",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "uid"},
    {.name = "finalizers",
     .member = described(kTexts),
     .text = "What must be done before the object is removed.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: no controller here would remove them",
     .patch_strategy = PatchStrategy::Merge},
    {.name = "deletionTimestamp",
     .member = described(kTime),
     .text = "When the object will be gone; written by the server.",
     .verdict = Verdict::Refused,
     .reason = kServerSet},
    {.name = "deletionGracePeriodSeconds",
     .member = described(kNumber),
     .text = "Seconds the object has from its deletion; written by the server.",
     .verdict = Verdict::Refused,
     .reason = kServerSet},
    described_row("resourceVersion", kText, "Version of the object; written by the server."),
    described_row("generation", kNumber, "Number of the wish the spec expresses; written by the server."),
    described_row("creationTimestamp", kTime, "When the object was made; written by the server."),
    described_row("managedFields", kManagedList, "Who manages which field; written by the server."),
    described_row("selfLink", kText, "Gone since Kubernetes 1.24."),
};

void finish(const Field& field, void*) {
  const auto is_given = [](const Field& name) { return name.present() && !(name.is_scalar() && name.text().empty()); };
  if (!is_given(field.member("name")) && !is_given(field.member("generateName"))) field.member("name").required();
}

}  // namespace

constinit const Type kLabels = labels_type(read_labels);
constinit const Type kAnnotations = labels_type(read_annotations);

template <>
constinit const Type TypeOf<ObjectMeta>::value = object_type("ObjectMeta", kRows, finish);

}  // namespace peapod::config::schema
