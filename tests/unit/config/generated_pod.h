#pragma once

// Pods as they are, made from the rows of the schema and a seed: every field that is not refused, with values at and
// between its limits. What breaks a rule of several fields at once is taken out again, where its diagnostic says it
// stands.

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "config/schema/types.h"
#include "tests/unit/config/random_json.h"

namespace peapod::config {

class GeneratedPods {
 public:
  explicit GeneratedPods(std::uint32_t seed) : engine_(seed) {}

  // The text of a pod without mistakes, as JSON.
  std::string next() {
    for (;;) {
      rapidjson::Document document;
      static_cast<JsonValue&>(document) = object(schema::TypeOf<Pod>::value, document.GetAllocator(), 0);
      set(document, document, "apiVersion", "v1");
      set(document, document, "kind", "Pod");
      set(document, document["metadata"], "name", "generated");
      for (bool removed = true; removed;) {
        std::string text;
        append_json(document, text);
        const Loaded loaded = load_pods(text, Accept::PodAsItIs);
        if (loaded.diagnostics.empty()) {
          note_rows(schema::TypeOf<Pod>::value, document);
          return text;
        }
        removed = false;
        for (auto wrong = loaded.diagnostics.rbegin(); wrong != loaded.diagnostics.rend(); ++wrong) {
          removed = remove(document, wrong->path) || removed;
        }
      }
    }
  }

  // The fields that the pods so far had.
  const std::set<const schema::Row*>& rows_seen() const { return rows_seen_; }

  static bool is_supported(const schema::Row& row) {
    return row.member.type != nullptr && (row.verdict != schema::Verdict::Refused || row.only != nullptr);
  }

 private:
  using JsonValue = rapidjson::Value;
  using Allocator = rapidjson::Document::AllocatorType;

  // What texts of these fields are like; a field that is not here takes any of the first.
  struct Pool {
    std::string_view field;
    std::span<const std::string_view> texts;
  };
  static std::span<const std::string_view> pool_of(std::string_view field) {
    static constexpr std::string_view kAny[] = {"a",           "data",
                                                "web-1",       "/a",
                                                "/b/c",        "x/y",
                                                "10.1.2.3",    "fd00::1",
                                                "app",         "example.org/role",
                                                "true",        "1",
                                                "null",        "two\nlines\n",
                                                "\tt\xC3\xBC", "$(A)",
                                                " lead",       "#c",
                                                "-",           "localhost/p.json",
                                                "cpu",         "memory",
                                                "a: b",        "'",
                                                "\"\\",        "~",
                                                "0x1F",        "trail "};
    static constexpr std::string_view kNames[] = {"a", "b", "data", "web-1"};
    static constexpr std::string_view kImages[] = {"busybox", "nginx:1.25", "host:5000/a/b:latest",
                                                   "r.example/x@sha256:00"};
    static constexpr std::string_view kPaths[] = {"/a", "/b/c", "/srv/x y", "x/y", "z"};
    static constexpr std::string_view kOperators[] = {"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Equal"};
    static constexpr std::string_view kEffects[] = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
    static constexpr std::string_view kUnsatisfiable[] = {"DoNotSchedule", "ScheduleAnyway"};
    static constexpr std::string_view kHonor[] = {"Honor", "Ignore"};
    static constexpr std::string_view kFieldPaths[] = {"metadata.name",          "metadata.namespace",
                                                       "metadata.labels['app']", "metadata.labels",
                                                       "spec.nodeName",          "status.podIP"};
    static constexpr std::string_view kResources[] = {"limits.cpu", "requests.memory", "limits.ephemeral-storage"};
    static constexpr std::string_view kSignals[] = {"SIGTERM", "SIGQUIT", "SIGRTMIN+3"};
    static constexpr std::string_view kCapabilities[] = {"NET_ADMIN", "SYS_TIME", "ALL"};
    static constexpr std::string_view kResourceNames[] = {"cpu", "memory"};
    static constexpr std::string_view kSysctls[] = {"net.ipv4.ip_forward", "kernel.shm_rmid_forced"};
    static constexpr std::string_view kVersions[] = {"v1"};
    static constexpr std::string_view kKeys[] = {"a", "app", "example.org/role", "metadata.name"};
    static constexpr std::string_view kClasses[] = {"system-node-critical", "system-cluster-critical"};
    static constexpr Pool kPools[] = {{"name", kNames},
                                      {"image", kImages},
                                      {"reference", kImages},
                                      {"volumeName", kNames},
                                      {"containerName", kNames},
                                      {"targetContainerName", kNames},
                                      {"mountPath", kPaths},
                                      {"path", kPaths},
                                      {"operator", kOperators},
                                      {"effect", kEffects},
                                      {"whenUnsatisfiable", kUnsatisfiable},
                                      {"nodeAffinityPolicy", kHonor},
                                      {"nodeTaintsPolicy", kHonor},
                                      {"fieldPath", kFieldPaths},
                                      {"resource", kResources},
                                      {"stopSignal", kSignals},
                                      {"add", kCapabilities},
                                      {"drop", kCapabilities},
                                      {"resourceName", kResourceNames},
                                      {"sysctls", kSysctls},
                                      {"key", kKeys},
                                      {"priorityClassName", kClasses},
                                      {"apiVersion", kVersions}};
    const auto* const found = std::ranges::find(kPools, field, &Pool::field);
    return found == std::end(kPools) ? std::span<const std::string_view>(kAny) : found->texts;
  }

  std::uint32_t below(std::size_t end) { return static_cast<std::uint32_t>(engine_() % end); }
  template <class List>
  auto any_of(const List& list) {
    return list[below(std::size(list))];
  }

  static JsonValue text_value(std::string_view text, Allocator& allocator) {
    return JsonValue(text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator);
  }
  static void set(rapidjson::Document& document, JsonValue& owner, const char* key, const char* text) {
    owner.RemoveMember(key);
    owner.AddMember(rapidjson::StringRef(key), rapidjson::StringRef(text), document.GetAllocator());
  }

  // Objects exclude each other where one of several kinds is chosen; what is beside them does not.
  static bool is_choice(const schema::Row& row) {
    return is_supported(row) && row.member.type->shape == schema::Type::Shape::Object;
  }

  JsonValue object(const schema::Type& type, Allocator& allocator, int depth) {
    JsonValue made(rapidjson::kObjectType);
    const schema::Row* chosen = nullptr;
    while (type.chooses && (chosen == nullptr || !is_choice(*chosen))) chosen = &type.rows[below(type.rows.size())];
    for (const schema::Row& row : type.rows) {
      if (!is_supported(row)) continue;
      const bool wanted = type.chooses && is_choice(row) ? &row == chosen : below(depth == 1 ? 4 : 5) == 0;
      if (!wanted && !row.required && depth > 0) continue;
      made.AddMember(rapidjson::StringRef(row.name), member(row, allocator, depth + 1), allocator);
    }
    return made;
  }

  JsonValue member(const schema::Row& row, Allocator& allocator, int depth) {
    if (row.only != nullptr) {
      const std::string_view only = row.only;
      if (row.member.type->name == std::string_view("boolean")) return JsonValue(only == "true");
      return text_value(only, allocator);
    }
    return value(*row.member.type, row, allocator, depth);
  }

  JsonValue value(const schema::Type& type, const schema::Row& row, Allocator& allocator, int depth) {
    using Shape = schema::Type::Shape;
    switch (type.shape) {
      case Shape::Object:
        return object(type, allocator, depth);
      case Shape::Choice:
        return text_value(any_of(type.choices).name, allocator);
      case Shape::List: {
        JsonValue list(rapidjson::kArrayType);
        for (std::uint32_t left = 1 + below(2); left > 0; --left) {
          list.PushBack(value(*type.element, row, allocator, depth + 1), allocator);
        }
        return list;
      }
      case Shape::Map:
        return map(type, allocator);
      case Shape::Scalar:
        return scalar(type, row, allocator);
    }
    return {};
  }

  JsonValue map(const schema::Type& type, Allocator& allocator) {
    const bool of_resources = std::string_view(type.name).find("Quantity") != std::string_view::npos;
    static constexpr std::string_view kResources[] = {"cpu", "memory", "ephemeral-storage"};
    static constexpr std::string_view kKeys[] = {"app", "example.org/role", "x"};
    JsonValue made(rapidjson::kObjectType);
    for (const std::string_view key : of_resources ? kResources : kKeys) {
      if (below(2) == 0) continue;
      made.AddMember(text_value(key, allocator),
                     of_resources ? quantity(allocator) : text_value(key.substr(0, 3), allocator), allocator);
    }
    return made;
  }

  JsonValue quantity(Allocator& allocator) {
    static constexpr std::string_view kTexts[] = {"0", "1", "500m", "64Mi", "1.5Gi", "2e3", "100M", "1024Ki", "0.5"};
    return text_value(any_of(kTexts), allocator);
  }

  JsonValue scalar(const schema::Type& type, const schema::Row& row, Allocator& allocator) {
    const std::string_view name = type.name;
    if (name == "boolean") return JsonValue(below(2) == 0);
    if (name == "integer") return integer(row);
    if (name == "Quantity") return quantity(allocator);
    if (name != "string" && below(2) == 0) return integer(row);  // A port by its number or name.
    for (int tries = 0; tries < 16; ++tries) {
      const std::string_view text = any_of(pool_of(row.name));
      if (row.rule == nullptr || row.rule(text).empty()) return text_value(text, allocator);
    }
    return text_value("a", allocator);
  }

  JsonValue integer(const schema::Row& row) {
    const std::int64_t min = std::max<std::int64_t>(row.lowest(), 0);
    const std::int64_t max = std::min<std::int64_t>(row.highest(), 2147483647);
    const std::array<std::int64_t, 5> values = {min, min + 1, max, std::min<std::int64_t>(max, 80), min + below(20)};
    return JsonValue(any_of(values));
  }

  // Takes out what stands at the path, or the nearest thing above it that is there; not the pod.
  static bool remove(rapidjson::Document& document, std::string_view path) {
    JsonValue* owner = nullptr;
    JsonValue* at = &document;
    std::string key;
    rapidjson::SizeType index = 0;
    while (!path.empty()) {
      if (path[0] == '.') path.remove_prefix(1);
      JsonValue* below = nullptr;
      std::string next_key;
      rapidjson::SizeType next_index = 0;
      if (path[0] == '[' && at->IsArray()) {
        next_index = static_cast<rapidjson::SizeType>(std::stoul(std::string(path.substr(1))));
        path.remove_prefix(path.find(']') + 1);
        if (next_index < at->Size()) below = &(*at)[next_index];
      } else if (at->IsObject()) {
        const bool quoted = path[0] == '[';
        next_key = quoted ? path.substr(2, path.find("\"]") - 2) : path.substr(0, path.find_first_of(".["));
        path.remove_prefix(next_key.size() + (quoted ? 4 : 0));
        if (at->HasMember(next_key.c_str())) below = &(*at)[next_key.c_str()];
      }
      if (below == nullptr) break;
      owner = at;
      at = below;
      key = next_key;
      index = next_index;
    }
    if (owner == nullptr) return false;
    if (owner->IsArray()) {
      owner->Erase(owner->Begin() + index);
    } else {
      owner->RemoveMember(key.c_str());
    }
    return true;
  }

  void note_rows(const schema::Type& type, const JsonValue& found) {
    if (type.shape == schema::Type::Shape::List && found.IsArray()) {
      for (const JsonValue& item : found.GetArray()) note_rows(*type.element, item);
    }
    if (type.shape != schema::Type::Shape::Object || !found.IsObject()) return;
    for (const auto& member : found.GetObject()) {
      const schema::Row* const row = schema::find_row(type, {member.name.GetString(), member.name.GetStringLength()});
      if (row == nullptr || row->member.type == nullptr) continue;
      rows_seen_.insert(row);
      note_rows(*row->member.type, member.value);
    }
  }

  std::mt19937 engine_;
  std::set<const schema::Row*> rows_seen_;
};

}  // namespace peapod::config
