#include "config/load.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "config/encoding.h"
#include "config/kinds.h"
#include "config/remark.h"
#include "config/rules.h"
#include "config/schema/types.h"
#include "config/text_file.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

constexpr std::string_view kKinds[] = {"Pod", "PodList", "List"};

void read_pod(const Field& field, Pod& out) {
  schema::read_object(field, schema::TypeOf<Pod>::value, &out);
  if (field.member("spec").present()) check_pod_spec(field.member("spec"), out.spec);
}

void check_api_version(const Field& object) {
  const Field version = object.member("apiVersion");
  if (!object.require("apiVersion") || !version.expect_text() || version.text() == "v1") return;
  static constexpr std::string_view kVersions[] = {"v1"};
  version.not_supported(kVersions);
}

// The kind to go on with, so that the other mistakes are reported too; empty when the object is something
// else.
std::string_view kind_of(const Field& object, std::string_view default_kind) {
  const Field kind = object.member("kind");
  if (!kind.present()) {
    if (default_kind.empty()) kind.required();
    return "Pod";
  }
  if (!kind.expect_text()) return {};
  for (const std::string_view known : kKinds) {
    if (kind.text() == known) return known;
  }
  if (const std::string_view reason = refusal_of_kind(kind.text()); !reason.empty()) {
    kind.invalid(reason);
    return {};
  }
  kind.not_supported(kKinds);
  return nearest(kind.text(), kKinds);
}

struct Documents {
  std::vector<Pod> pods;
  std::vector<Field> names;  // The name of pods[i].
};

void take_pod(const Field& field, Documents& out) {
  read_pod(field, out.pods.emplace_back());
  out.names.push_back(field.member("metadata").member("name"));
}

void take_item(const Field& item, Documents& out) {
  if (!item.expect_mapping()) return;
  const std::string_view kind = kind_of(item, "Pod");
  if (item.member("apiVersion").present()) check_api_version(item);
  if (kind == "Pod") return take_pod(item, out);
  if (!kind.empty()) item.member("kind").invalid("a list in a list is not accepted");
}

constexpr schema::Row kListRows[] = {{.name = "apiVersion"}, {.name = "kind"}, {.name = "metadata"}, {.name = "items"}};
constexpr schema::Type kList = schema::object_type("List", kListRows);

void take_list(const Field& root, Documents& out) {
  schema::read_object(root, kList, nullptr);
  if (!root.require("items") || !root.member("items").expect_sequence()) return;
  root.member("items").each_item([&](const Field& item) { take_item(item, out); });
}

void check_unique_names(const Documents& documents) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t i = 0; i < documents.pods.size(); ++i) {
    const ObjectMeta& meta = documents.pods[i].metadata;
    if (meta.name.empty() || seen.emplace(meta.namespace_, meta.name).second) continue;
    documents.names[i].duplicate();
  }
}

void read_document(const Field& root, Documents& out) {
  if (!root.is_mapping()) {
    return root.type_invalid("must be a mapping with apiVersion, kind, metadata and spec");
  }
  const std::string_view kind = kind_of(root, "");
  if (kind.empty()) return;
  check_api_version(root);
  if (kind == "Pod") return take_pod(root, out);
  take_list(root, out);
}

void sort_by_position(Diagnostics& diagnostics) {
  std::ranges::stable_sort(diagnostics, {}, [](const Diagnostic& diagnostic) {
    return std::pair(diagnostic.position.line, diagnostic.position.column);
  });
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
  Reading reading{tree, loaded.diagnostics, loaded.notes};
  Documents documents;
  for (const NodeId root : tree.roots()) read_document(Field(reading, root), documents);
  check_unique_names(documents);
  sort_by_position(loaded.notes);
  if (loaded.diagnostics.empty()) {
    if (tree.roots().empty()) loaded.diagnostics.push_back({{}, "", "is empty: a Pod manifest is required"});
    loaded.pods = std::move(documents.pods);
    return loaded;
  }
  sort_by_position(loaded.diagnostics);
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
