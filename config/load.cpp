#include "config/load.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "config/encoding.h"
#include "config/kinds.h"
#include "config/remark.h"
#include "config/schema/types.h"
#include "config/text_file.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

constexpr std::string_view kLists[] = {"List", "PodList"};

class Reader {
 public:
  Reader(Loaded& loaded, Accept accept) : found_{loaded, accept} {
    if (accept != Accept::Manifest) {
      known_.emplace_back("Pod");
      return;
    }
    for (const Kind& kind : all_kinds()) known_.push_back(kind.name);
    known_.insert(known_.end(), std::begin(kLists), std::end(kLists));
    std::sort(known_.begin(), known_.end());
  }

  void read_document(const Field& root) {
    if (!root.is_mapping()) {
      return root.type_invalid("must be a mapping with apiVersion, kind, metadata and spec");
    }
    if (!root.member("kind").present() && root.member("services").is_mapping()) {
      return root.member("services")
          .invalid("is of Docker Compose: a manifest of Kubernetes begins with apiVersion and kind");
    }
    const std::string_view kind = kind_of(root, "");
    if (kind.empty()) return;
    if (std::ranges::find(kLists, kind) != std::end(kLists)) return take_list(root);
    take_object(root, kind);
  }

  // Two pods cannot have one name, nor can two other objects of one kind.
  void check_unique_names() const {
    using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
    std::map<Key, const Found::Name*> seen;
    for (const Found::Name& name : found_.names) {
      if (name.name.empty()) continue;
      const auto [first, fresh] = seen.emplace(Key(name.kind, name.namespace_, name.name), &name);
      if (fresh) continue;
      if (!name.of_workload && !first->second->of_workload) {
        name.place.duplicate();
      } else {
        name.place.invalid("another document makes pod " + name.name + " too: the pod of a workload is named after it");
      }
    }
  }

 private:
  // The kind to go on with, so that the other mistakes are reported too; empty when the object is something else.
  std::string_view kind_of(const Field& object, std::string_view default_kind) const {
    const Field kind = object.member("kind");
    if (!kind.present()) {
      if (default_kind.empty()) kind.required();
      return "Pod";
    }
    if (!kind.expect_text()) return {};
    const auto known = std::ranges::find(known_, kind.text());
    if (known != known_.end()) return *known;
    if (const std::string_view reason = refusal_of_kind(kind.text()); !reason.empty()) {
      kind.invalid(reason);
      return {};
    }
    kind.not_supported(known_);
    return nearest(kind.text(), known_);
  }

  static void check_api_version(const Field& object, std::string_view needed) {
    const Field version = object.member("apiVersion");
    if (!object.require("apiVersion") || !version.expect_text() || version.text() == needed) return;
    for (const std::string_view gone : {"extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"}) {
      if (version.text() == gone && needed == "apps/v1") {
        return version.invalid("is gone since Kubernetes 1.16: write apps/v1, which requires spec.selector");
      }
    }
    const std::string_view versions[] = {needed};
    version.not_supported(versions);
  }

  void take_object(const Field& object, std::string_view name) {
    const Kind& kind = *find_kind(name);
    check_api_version(object, kind.api_version);
    kind.take(object, kind, found_);
  }

  void take_item(const Field& item) {
    if (!item.expect_mapping()) return;
    const std::string_view name = kind_of(item, "Pod");
    if (name.empty()) return;
    const Kind* const kind = find_kind(name);
    if (kind == nullptr) return item.member("kind").invalid("a list in a list is not accepted");
    if (item.member("apiVersion").present() || name != "Pod") check_api_version(item, kind->api_version);
    kind->take(item, *kind, found_);
  }

  void take_list(const Field& root) {
    check_api_version(root, "v1");
    schema::read_object(root, kList, nullptr);
    if (!root.require("items") || !root.member("items").expect_sequence()) return;
    root.member("items").each_item([&](const Field& item) { take_item(item); });
  }

  static constexpr schema::Row kListRows[] = {
      {.name = "apiVersion"}, {.name = "kind"}, {.name = "metadata"}, {.name = "items"}};
  static constexpr schema::Type kList = schema::object_type("List", kListRows);

  Found found_;
  std::vector<std::string_view> known_;
};

Loaded unreadable(int code) {
  Loaded loaded;
  loaded.diagnostics.push_back({{}, "", std::string("cannot be read: ") + std::strerror(code)});
  return loaded;
}

}  // namespace

Loaded load_pods(std::string_view text, Accept accept, UnknownFields unknown_fields) {
  Loaded loaded;
  const Tree tree = Tree::parse(text, loaded.diagnostics);
  Reading reading{tree, loaded.diagnostics, loaded.notes, unknown_fields};
  Reader reader(loaded, accept);
  for (const NodeId root : tree.roots()) reader.read_document(Field(reading, root));
  reader.check_unique_names();
  sort_by_position(loaded.notes);
  if (tree.roots().empty() && loaded.diagnostics.empty()) {
    loaded.diagnostics.push_back({{}, "", "is empty: a Pod manifest is required"});
    return loaded;
  }
  if (loaded.diagnostics.empty()) return loaded;
  loaded.pods.clear();
  loaded.config_maps.clear();
  loaded.secrets.clear();
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
