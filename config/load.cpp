#include "config/load.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "config/encoding.h"
#include "config/mapping.h"
#include "config/readers.h"
#include "config/remark.h"
#include "config/rules.h"
#include "config/text_file.h"
#include "config/unsupported.h"

namespace peapod::config {
namespace {

constexpr std::string_view kKinds[] = {"Pod", "PodList", "List"};

// Read before the rest, because they say what the rest is.
void read_already(const Field&, Pod&) {}
void read_already(const Field&, std::vector<Pod>&) {}

constexpr Member<Pod> kPodMembers[] = {
    {"apiVersion", read_already},
    {"kind", read_already},
    {"metadata", [](const Field& field, Pod& out) { read_object_meta(field, out.metadata); }},
    {"spec", [](const Field& field, Pod& out) { read_pod_spec(field, out.spec); }},
};

void read_pod(const Field& field, Pod& out) {
  read_members(field, "Pod", kPodMembers, out);
  field.require("metadata");
  if (field.require("spec")) check_pod_spec(field.member("spec"), out.spec);
}

void check_api_version(const Field& object) {
  const Field version = object.member("apiVersion");
  if (!object.require("apiVersion") || !version.expect_text() || version.text() == "v1") return;
  static constexpr std::string_view kVersions[] = {"v1"};
  version.complain(unsupported_value(version.text(), kVersions));
}

// The kind to go on with, so that the other mistakes are reported too; empty when the object is something
// else.
std::string_view kind_of(const Field& object, std::string_view default_kind) {
  const Field kind = object.member("kind");
  if (!kind.present()) {
    if (default_kind.empty()) kind.complain("is required");
    return "Pod";
  }
  if (!kind.expect_text()) return {};
  for (const std::string_view known : kKinds) {
    if (kind.text() == known) return known;
  }
  if (const std::string_view reason = refusal_of_kind(kind.text()); !reason.empty()) {
    kind.complain(quoted(kind.text()) + " " + std::string(reason));
    return {};
  }
  kind.complain(unsupported_value(kind.text(), kKinds));
  return nearest(kind.text(), kKinds);
}

void read_item(const Field& item, Pod& out) {
  if (!item.expect_mapping()) return;
  const std::string_view kind = kind_of(item, "Pod");
  if (item.member("apiVersion").present()) check_api_version(item);
  if (kind == "Pod") return read_pod(item, out);
  if (!kind.empty()) item.member("kind").complain("a list in a list is not accepted");
}

constexpr Member<std::vector<Pod>> kListMembers[] = {
    {"apiVersion", read_already},
    {"kind", read_already},
    {"metadata", read_already},
    {"items", [](const Field& field, std::vector<Pod>& out) { read_list(field, out, read_item); }},
};

// Pods and the fields of their names, by which two of the same name are found.
struct Documents {
  std::vector<Pod> pods;
  std::vector<Field> names;  // The name of pods[i].
};

void take_list(const Field& root, std::string_view kind, Documents& out) {
  std::vector<Pod> pods;
  read_members(root, kind, kListMembers, pods);
  if (!root.require("items")) return;
  root.member("items").each_item([&](const Field& item) {
    if (item.index() >= pods.size()) return;
    out.pods.push_back(std::move(pods[item.index()]));
    out.names.push_back(item.member("metadata").member("name"));
  });
}

void check_unique_names(const Documents& documents) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t i = 0; i < documents.pods.size(); ++i) {
    const ObjectMeta& meta = documents.pods[i].metadata;
    if (meta.name.empty() || seen.emplace(meta.namespace_, meta.name).second) continue;
    documents.names[i].complain("Duplicate value: " + quoted(meta.namespace_ + "/" + meta.name));
  }
}

void read_document(const Field& root, Documents& out) {
  if (!root.is_mapping()) {
    return root.complain_found("must be a mapping with apiVersion, kind, metadata and spec");
  }
  const std::string_view kind = kind_of(root, "");
  if (kind.empty()) return;
  check_api_version(root);
  if (kind != "Pod") return take_list(root, kind, out);
  read_pod(root, out.pods.emplace_back());
  out.names.push_back(root.member("metadata").member("name"));
}

Loaded unreadable(int code) {
  Loaded loaded;
  loaded.diagnostics.push_back({{}, "", std::string("cannot be read: ") + std::strerror(code)});
  return loaded;
}

}  // namespace

Loaded load_pods(std::string_view text) {
  Loaded loaded;
  const Tree tree = Tree::parse(text, loaded.diagnostics);
  Reading reading{tree, loaded.diagnostics};
  Documents documents;
  for (const NodeId root : tree.roots()) read_document(Field(reading, root), documents);
  check_unique_names(documents);
  if (loaded.diagnostics.empty()) {
    if (tree.roots().empty()) loaded.diagnostics.push_back({{}, "", "is empty: a Pod manifest is required"});
    loaded.pods = std::move(documents.pods);
    return loaded;
  }
  std::ranges::stable_sort(loaded.diagnostics, {}, [](const Diagnostic& diagnostic) {
    return std::pair(diagnostic.position.line, diagnostic.position.column);
  });
  add_remarks(without_byte_order_mark(text), loaded.diagnostics);
  if (reading.full()) {
    loaded.diagnostics.push_back({{}, "", "has " + std::to_string(kDiagnosticsMax) + " mistakes or more"});
  }
  return loaded;
}

Loaded load_pods_file(const std::string& path) {
  const TextFile file = read_text_file(path);
  return file.error != 0 ? unreadable(file.error) : load_pods(file.text);
}

}  // namespace peapod::config
