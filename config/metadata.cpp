#include <algorithm>

#include "config/mapping.h"
#include "config/names.h"
#include "config/readers.h"

namespace peapod::config {
namespace {

constexpr std::size_t kAnnotationBytesMax = std::size_t{256} * 1024;  // Kubernetes: TotalAnnotationSizeLimitB.

// Complains at the key when it is no label key.
bool check_key(const Field& value, std::string_view key, std::string_view as_checked) {
  const std::string wrong = label_key(as_checked);
  if (wrong.empty()) return true;
  value.complain_at_key(wrong + ", found " + quoted(key));
  return false;
}

void read_annotations(const Field& field, Labels& out) {
  if (!field.expect_mapping()) return;
  std::size_t bytes = 0;
  field.each_member([&](std::string_view key, const Field& value) {
    // Kubernetes checks the keys of annotations in lower case, so upper case is allowed in the prefix too.
    std::string lower(key);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (!check_key(value, key, lower)) return;
    std::string& text = out[std::string(key)];
    value.read(text);
    bytes += key.size() + text.size();
  });
  if (bytes > kAnnotationBytesMax) {
    field.complain("must be at most 256 KiB together, found " + std::to_string(bytes) + " bytes");
  }
}

// What the server sets and ignores in what is sent to it, as the API does: it expresses no wish.
void ignore(const Field&, ObjectMeta&) {}

constexpr Member<ObjectMeta> kMembers[] = {
    {"name", [](const Field& field, ObjectMeta& meta) { field.read(meta.name, dns_subdomain); }},
    {"namespace",
     [](const Field& field, ObjectMeta& meta) {
       if (!field.is_scalar() || !field.text().empty()) field.read(meta.namespace_, dns_label);
     }},
    {"uid",
     [](const Field& field, ObjectMeta& meta) {
       if (!field.is_scalar() || !field.text().empty()) field.read(meta.uid, uid);
     }},
    {"labels", [](const Field& field, ObjectMeta& meta) { read_labels(field, meta.labels); }},
    {"annotations", [](const Field& field, ObjectMeta& meta) { read_annotations(field, meta.annotations); }},
    {"resourceVersion", ignore},
    {"generation", ignore},
    {"creationTimestamp", ignore},
    {"managedFields", ignore},
    {"selfLink", ignore},
};

}  // namespace

void read_text(const Field& field, std::string& out) { field.read(out); }

void read_labels(const Field& field, Labels& out) {
  if (!field.expect_mapping()) return;
  field.each_member([&](std::string_view key, const Field& value) {
    if (check_key(value, key, key)) value.read(out[std::string(key)], label_value);
  });
}

void read_object_meta(const Field& field, ObjectMeta& out) {
  read_members(field, "ObjectMeta", kMembers, out);
  if (field.is_mapping() && !field.member("generateName").present()) field.require("name");
}

}  // namespace peapod::config
