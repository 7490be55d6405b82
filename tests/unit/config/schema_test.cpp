#include <gtest/gtest.h>

#include "config/json_writer.h"
#include "schema_walk.h"

namespace peapod::config::schema {
namespace {

bool is_sentence(std::string_view text) {
  const bool starts = !text.empty() && (text[0] == '"' || text[0] == '/' || (text[0] >= '0' && text[0] <= 'Z'));
  return text.size() > 3 && starts && text.ends_with('.');
}

TEST(Schema, EveryRowSaysWhatItIsAndWhyNot) {
  std::size_t rows = 0;
  each_object([&](const Type& type) {
    std::set<std::string> names;
    for (const Row& row : type.rows) {
      const std::string where = std::string(type.name) + "." + row.name;
      const std::string_view reason = row.reason;
      EXPECT_TRUE(names.insert(row.name).second) << where << " is there twice";
      EXPECT_TRUE(is_sentence(row.text)) << where << ": " << row.text;
      EXPECT_EQ(row.verdict != Verdict::Runs, reason.size() > 10) << where;
      // It goes on where "path: Forbidden: " or "path: " begins.
      EXPECT_TRUE(reason.empty() || (reason[0] >= 'a' && reason[0] <= 'z' && reason.back() != '.')) << where;
      EXPECT_FALSE(row.required && row.verdict == Verdict::Refused && row.only == nullptr) << where;
      EXPECT_LE(row.lowest(), row.highest()) << where;
      ++rows;
    }
  });
  EXPECT_GT(rows, 420U);
}

// patchStrategy and patchMergeKey of a Pod's types (k8s.io/api/core/v1 types.go, apimachinery meta/v1 types.go
// of 1.36). "retainKeys" beside "merge" is no business of the server: it tells kubectl to write $retainKeys into the
// patch.
TEST(Schema, ListsMergeAsTheApiSays) {
  const std::map<std::string, std::string> wanted = {
      {"ObjectMeta.finalizers", ""},
      {"ObjectMeta.ownerReferences", "uid"},
      {"PodSpec.containers", "name"},
      {"PodSpec.ephemeralContainers", "name"},
      {"PodSpec.hostAliases", "ip"},
      {"PodSpec.imagePullSecrets", "name"},
      {"PodSpec.initContainers", "name"},
      {"PodSpec.resourceClaims", "name"},
      {"PodSpec.schedulingGates", "name"},
      {"PodSpec.topologySpreadConstraints", "topologyKey"},
      {"PodSpec.volumes", "name"},
      {"Container.env", "name"},
      {"Container.ports", "containerPort"},
      {"Container.volumeDevices", "devicePath"},
      {"Container.volumeMounts", "mountPath"},
      {"EphemeralContainer.env", "name"},
      {"EphemeralContainer.ports", "containerPort"},
      {"EphemeralContainer.volumeDevices", "devicePath"},
      {"EphemeralContainer.volumeMounts", "mountPath"},
      {"PodStatus.conditions", "type"},
      {"PodStatus.hostIPs", "ip"},
      {"PodStatus.podIPs", "ip"},
      {"PodStatus.resourceClaimStatuses", "name"},
      {"ContainerStatus.allocatedResourcesStatus", "name"},
      {"ContainerStatus.volumeMounts", "mountPath"},
  };
  std::map<std::string, std::string> found;
  std::set<const Type*> seen;
  each_object(TypeOf<Pod>::value, seen, [&](const Type& type) {
    for (const Row& row : type.rows) {
      if (row.patch_strategy != PatchStrategy::Merge) {
        EXPECT_EQ(row.merge_key, nullptr) << row.name;
        continue;
      }
      found.emplace(std::string(type.name) + "." + row.name, row.merge_key == nullptr ? "" : row.merge_key);
      ASSERT_NE(row.member.type, nullptr) << row.name;
      ASSERT_NE(row.member.type->element, nullptr) << row.name;
      if (row.merge_key != nullptr) {
        EXPECT_NE(find_row(*row.member.type->element, row.merge_key), nullptr) << row.name;
      }
    }
  });
  EXPECT_EQ(found, wanted);
}

// What the default of a row says is what a value that nobody has set prints, everywhere below `object`.
void check_defaults(const Type& type, void* object, std::size_t& defaults) {
  for (const Row& row : type.rows) {
    if (!row.member.is_stored()) continue;
    const std::string where = std::string(type.name) + "." + row.name;
    const Type& member = *row.member.type;
    const void* const value = row.member.get(object);
    if (member.shape == Type::Shape::Scalar || member.shape == Type::Shape::Choice) {
      const std::string_view stated = row.default_value;
      if (!stated.empty()) {
        ++defaults;
        ASSERT_NE(value, nullptr) << where;
        std::string printed;
        JsonWriter json(printed);
        member.write(json, member, value);
        EXPECT_TRUE(printed == stated || printed == '"' + std::string(stated) + '"') << where << ": " << printed;
      } else if (value != nullptr) {
        EXPECT_TRUE(member.empty(member, value)) << where << " has a default that its row does not state";
      }
    } else if (member.shape == Type::Shape::Object) {
      check_defaults(member, row.member.emplace(object), defaults);
    } else if (member.append != nullptr && member.element->shape == Type::Shape::Object) {
      check_defaults(*member.element, member.append(row.member.emplace(object)), defaults);
    }
  }
}

TEST(Schema, DefaultsAreThoseOfTheStructs) {
  Pod pod;
  std::size_t defaults = 0;
  check_defaults(TypeOf<Pod>::value, &pod, defaults);
  EXPECT_GT(defaults, 30U);
}

}  // namespace
}  // namespace peapod::config::schema
