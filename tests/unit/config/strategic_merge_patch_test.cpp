// Strategic merge patches of pods: Kubernetes' merge keys, directives and orders, in cases of our own.

#include "config/patch/strategic_merge_patch.h"

#include <gtest/gtest.h>

#include "config/patch/json_merge_patch.h"
#include "config/schema/types.h"
#include "tests/unit/config/random_json.h"

namespace peapod::config {
namespace {

struct Row {
  const char* why;
  const char* object;
  const char* patch;
  const char* result;
};

constexpr Row kObjects[] = {
    {"members merge", R"({"metadata":{"labels":{"a":"1","b":"2"}}})", R"({"metadata":{"labels":{"b":"3","c":"4"}}})",
     R"({"metadata":{"labels":{"a":"1","b":"3","c":"4"}}})"},
    {"null removes", R"({"metadata":{"labels":{"a":"1","b":"2"}}})", R"({"metadata":{"labels":{"a":null}}})",
     R"({"metadata":{"labels":{"b":"2"}}})"},
    {"null removes a list", R"({"spec":{"hostname":"h","volumes":[{"name":"v"}]}})", R"({"spec":{"volumes":null}})",
     R"({"spec":{"hostname":"h"}})"},
    {"a null that meets nothing", R"({"metadata":{}})", R"({"metadata":{"annotations":{"a":null,"b":"1"}}})",
     R"({"metadata":{"annotations":{"b":"1"}}})"},
    {"another kind of value", R"({"spec":{"hostname":["x"]}})", R"({"spec":{"hostname":"h"}})",
     R"({"spec":{"hostname":"h"}})"},
    {"an object replaced", R"({"metadata":{"labels":{"a":"1"}}})",
     R"({"metadata":{"labels":{"$patch":"replace","b":"2"}}})", R"({"metadata":{"labels":{"b":"2"}}})"},
    {"an object emptied", R"({"metadata":{"labels":{"a":"1"}}})", R"({"metadata":{"labels":{"$patch":"delete"}}})",
     R"({"metadata":{"labels":{}}})"},
    {"a directive that meets nothing", R"({"metadata":{}})", R"({"metadata":{"labels":{"$patch":"replace","b":"2"}}})",
     R"({"metadata":{"labels":{"b":"2"}}})"},
    {"deletion of nothing", R"({"metadata":{}})", R"({"metadata":{"labels":{"$patch":"delete","b":"2"}}})",
     R"({"metadata":{}})"},
};

constexpr Row kLists[] = {
    {"items merge by name", R"({"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}})",
     R"({"spec":{"containers":[{"name":"b","image":"z"}]}})",
     R"({"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"z"}]}})"},
    {"what is new stands in front", R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
     R"({"spec":{"containers":[{"name":"c"}]}})",
     R"({"spec":{"containers":[{"name":"c"},{"name":"a"},{"name":"b"}]}})"},
    {"lists in items",
     R"({"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]}]}})",
     R"({"spec":{"containers":[{"name":"a","env":[{"name":"Y","value":"3"}]}]}})",
     R"({"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"Y","value":"3"}]}]}})"},
    {"a list without a key is replaced", R"({"spec":{"containers":[{"name":"a","args":["1","2"]}]}})",
     R"({"spec":{"containers":[{"name":"a","args":["3"]}]}})",
     R"({"spec":{"containers":[{"name":"a","args":["3"]}]}})"},
    {"tolerations are replaced", R"({"spec":{"tolerations":[{"key":"a"},{"key":"b"}]}})",
     R"({"spec":{"tolerations":[{"key":"c"}]}})", R"({"spec":{"tolerations":[{"key":"c"}]}})"},
    {"numbers as keys", R"({"spec":{"containers":[{"name":"a","ports":[{"containerPort":80},{"containerPort":81}]}]}})",
     R"({"spec":{"containers":[{"name":"a","ports":[{"containerPort":81,"name":"w"}]}]}})",
     R"({"spec":{"containers":[{"name":"a","ports":[{"containerPort":80},{"containerPort":81,"name":"w"}]}]}})"},
    {"mounts by their path", R"({"spec":{"containers":[{"name":"a","volumeMounts":[{"mountPath":"/d","name":"x"}]}]}})",
     R"({"spec":{"containers":[{"name":"a","volumeMounts":[{"mountPath":"/d","name":"y"}]}]}})",
     R"({"spec":{"containers":[{"name":"a","volumeMounts":[{"mountPath":"/d","name":"y"}]}]}})"},
    {"host aliases by their address", R"({"spec":{"hostAliases":[{"ip":"1.1.1.1","hostnames":["a","b"]}]}})",
     R"({"spec":{"hostAliases":[{"ip":"1.1.1.1","hostnames":["c"]}]}})",
     R"({"spec":{"hostAliases":[{"ip":"1.1.1.1","hostnames":["c"]}]}})"},
    {"an item deleted", R"({"spec":{"volumes":[{"name":"a"},{"name":"b"}]}})",
     R"({"spec":{"volumes":[{"$patch":"delete","name":"a"}]}})", R"({"spec":{"volumes":[{"name":"b"}]}})"},
    {"deletion of no item", R"({"spec":{"volumes":[{"name":"b"}]}})",
     R"({"spec":{"volumes":[{"$patch":"delete","name":"a"}]}})", R"({"spec":{"volumes":[{"name":"b"}]}})"},
    {"a list replaced", R"({"spec":{"volumes":[{"name":"a"},{"name":"b"}]}})",
     R"({"spec":{"volumes":[{"$patch":"replace"},{"name":"c"}]}})", R"({"spec":{"volumes":[{"name":"c"}]}})"},
    {"an item replaced", R"({"spec":{"volumes":[{"name":"a","emptyDir":{}}]}})",
     R"({"spec":{"volumes":[{"name":"a","$retainKeys":["name","hostPath"],"hostPath":{"path":"/x"}}]}})",
     R"({"spec":{"volumes":[{"name":"a","hostPath":{"path":"/x"}}]}})"},
    {"a list that was not there", R"({"spec":{}})",
     R"({"spec":{"volumes":[{"name":"a"},{"$patch":"delete","name":"b"}],"$setElementOrder/volumes":[{"name":"a"}]}})",
     R"({"spec":{"volumes":[{"name":"a"}]}})"},
    {"plain values join", R"({"metadata":{"finalizers":["a","b"]}})", R"({"metadata":{"finalizers":["c","b"]}})",
     R"({"metadata":{"finalizers":["c","a","b"]}})"},
    {"plain values go", R"({"metadata":{"finalizers":["a","b","a"]}})",
     R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a","x"]}})", R"({"metadata":{"finalizers":["b"]}})"},
    {"plain values of no list", R"({"metadata":{}})", R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}})",
     R"({"metadata":{}})"},
};

constexpr Row kOrders[] = {
    {"nothing but an order", R"({"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}})",
     R"({"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"},{"name":"b"}]}})",
     R"({"spec":{"containers":[{"name":"c"},{"name":"a"},{"name":"b"}]}})"},
    {"a new item has its place", R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
     R"({"spec":{"$setElementOrder/containers":[{"name":"a"},{"name":"n"},{"name":"b"}],"containers":[{"name":"n"}]}})",
     R"({"spec":{"containers":[{"name":"a"},{"name":"n"},{"name":"b"}]}})"},
    {"the order may come after the list", R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
     R"({"spec":{"containers":[{"name":"n"}],"$setElementOrder/containers":[{"name":"b"},{"name":"n"}]}})",
     R"({"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"n"}]}})"},
    {"who is not named stays before whom it was before",
     R"({"spec":{"containers":[{"name":"s"},{"name":"a"},{"name":"b"}]}})",
     R"({"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}})",
     R"({"spec":{"containers":[{"name":"s"},{"name":"b"},{"name":"a"}]}})"},
    {"an order of what is not there", R"({"spec":{}})", R"({"spec":{"$setElementOrder/containers":[{"name":"a"}]}})",
     R"({"spec":{}})"},
    {"deletion within an order", R"({"spec":{"volumes":[{"name":"a"},{"name":"b"}]}})",
     R"({"spec":{"$setElementOrder/volumes":[{"name":"c"},{"name":"b"}],"volumes":[{"name":"c"},{"$patch":"delete","name":"a"}]}})",
     R"({"spec":{"volumes":[{"name":"c"},{"name":"b"}]}})"},
    {"an order of plain values", R"({"metadata":{"finalizers":["a","b"]}})",
     R"({"metadata":{"$setElementOrder/finalizers":["c","b","a"],"finalizers":["c"]}})",
     R"({"metadata":{"finalizers":["c","b","a"]}})"},
};

void expect_rows(std::span<const Row> rows) {
  for (const Row& row : rows) {
    const Patched patched = apply_strategic_merge_patch(schema::TypeOf<Pod>::value, row.object, row.patch);
    ASSERT_FALSE(patched.error) << row.why << ": " << patched.error->message;
    EXPECT_EQ(patched.json, row.result) << row.why;
  }
}

TEST(StrategicMergePatch, MergesObjects) { expect_rows(kObjects); }
TEST(StrategicMergePatch, MergesLists) { expect_rows(kLists); }
TEST(StrategicMergePatch, KeepsOrders) { expect_rows(kOrders); }

// What kubectl apply sends for a changed image and a new label.
TEST(StrategicMergePatch, TakesWhatKubectlSends) {
  const Patched patched = apply_strategic_merge_patch(
      schema::TypeOf<Pod>::value,
      R"({"kind":"Pod","metadata":{"name":"web","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"1"}},)"
      R"("spec":{"containers":[{"name":"web","image":"a","resources":{}},{"name":"log","image":"b"}],"nodeName":"box"}})",
      R"({"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"2"},"labels":{"app":"web"}},)"
      R"("spec":{"$setElementOrder/containers":[{"name":"web"},{"name":"log"}],"containers":[{"name":"web","image":"c"}]}})");
  ASSERT_FALSE(patched.error) << patched.error->message;
  EXPECT_EQ(
      patched.json,
      R"({"kind":"Pod","metadata":{"name":"web","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"2"},)"
      R"("labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"c","resources":{}},)"
      R"({"name":"log","image":"b"}],"nodeName":"box"}})");
}

struct Refusal {
  const char* patch;
  const char* message;
};

constexpr Refusal kRefusals[] = {
    {R"([])", "a strategic merge patch must be an object"},
    {R"({"spec":{"containers":[{"image":"x"}]}})",
     "spec.containers: an item does not contain declared merge key: name"},
    {R"({"spec":{"containers":["x"]}})", "spec.containers: an item does not contain declared merge key: name"},
    {R"({"spec":{"containers":[{"$patch":"delete"}]}})",
     "spec.containers: an item does not contain declared merge key: name"},
    {R"({"spec":{"containers":[{"$patch":"merge","name":"a"}]}})",
     "spec.containers: unknown patch type in $patch; items can be deleted, and a list replaced"},
    {R"({"metadata":{"$patch":"wash"}})",
     "metadata: unknown patch type in $patch; an object can be replaced or deleted"},
    {R"({"metadata":{"$patch":1}})", "metadata: unknown patch type in $patch; an object can be replaced or deleted"},
    {R"({"metadata":{"finalizers":[{}]}})", "metadata.finalizers: a list of plain values cannot hold objects or lists"},
    {R"({"metadata":{"$deleteFromPrimitiveList/finalizers":"a"}})",
     "metadata.finalizers: invalid patch format of deleteFromPrimitiveList: it must be a list"},
    {R"({"spec":{"$setElementOrder/containers":{}}})", "spec.containers: invalid patch format of setElementOrder list"},
    {R"({"spec":{"$setElementOrder/containers":[{"name":"a"}],"containers":[{"name":"b"}]}})",
     "spec.containers: the order in the patch list does not match its $setElementOrder list"},
    {R"({"spec":{"$setElementOrder/containers":[{"name":"a"},{"name":"b"}],"containers":[{"name":"b"},{"name":"a"}]}})",
     "spec.containers: the order in the patch list does not match its $setElementOrder list"},
    {R"({"spec":{"$retainKeys":"containers"}})",
     "spec: invalid patch format of retainKeys: it must be a list of names"},
    {R"({"spec":{"$retainKeys":["containers"],"hostname":"x"}})",
     "spec: invalid patch format of retainKeys: \"hostname\" is set but not retained"},
};

TEST(StrategicMergePatch, RefusesWithThePath) {
  for (const Refusal& row : kRefusals) {
    const Patched patched = apply_strategic_merge_patch(
        schema::TypeOf<Pod>::value, R"({"metadata":{"finalizers":["a"]},"spec":{"containers":[{"name":"a"}]}})",
        row.patch);
    ASSERT_TRUE(patched.error) << row.patch << " made " << patched.json;
    EXPECT_EQ(patched.error->message, row.message) << row.patch;
    EXPECT_EQ(patched.error->kind, PatchError::Kind::Malformed);
  }
  EXPECT_EQ(apply_strategic_merge_patch(schema::TypeOf<Pod>::value, "[]", "{}").error->kind,
            PatchError::Kind::DoesNotApply);
}

TEST(StrategicMergePatch, IsAMergePatchWhereThereAreOnlyObjects) {
  RandomJson random(1736);
  for (int i = 0; i < 3000; ++i) {
    const std::string object = random.object(3, false);
    const std::string patch = random.object(3, false);
    const Patched strategic = apply_strategic_merge_patch(schema::TypeOf<Pod>::value, object, patch);
    ASSERT_FALSE(strategic.error) << strategic.error->message;
    ASSERT_EQ(strategic.json, apply_json_merge_patch(object, patch).json) << object << " + " << patch;
  }
}

// A list of containers with names from few, in random order.
std::string random_containers(RandomJson& random) {
  std::string names = "abcdef";
  std::string out;
  for (std::uint32_t left = random.below(5); left > 0; --left) {
    const std::uint32_t at = random.below(static_cast<std::uint32_t>(names.size()));
    out += std::string(out.empty() ? "" : ",") + R"({"name":")" + names[at] + R"(","image":")" +
           std::to_string(random.below(3)) + "\"}";
    names.erase(at, 1);
  }
  return R"({"spec":{"containers":[)" + out + "]}}";
}

// Safety: whatever the lists are, no container is lost or doubled, and applying a patch twice is applying it once.
TEST(StrategicMergePatch, LosesNoItem) {
  RandomJson random(42);
  for (int i = 0; i < 3000; ++i) {
    const std::string object = random_containers(random);
    const std::string patch = random_containers(random);
    const Patched patched = apply_strategic_merge_patch(schema::TypeOf<Pod>::value, object, patch);
    ASSERT_FALSE(patched.error) << patched.error->message;
    const auto count = [](const std::string& text, char name) {
      const std::string needle = std::string(R"("name":")") + name + '"';
      const std::size_t first = text.find(needle);
      if (first == std::string::npos) return 0;
      return text.find(needle, first + 1) == std::string::npos ? 1 : 2;
    };
    for (const char name : {'a', 'b', 'c', 'd', 'e', 'f'}) {
      ASSERT_EQ(count(patched.json, name), std::max(count(object, name), count(patch, name)))
          << object << " + " << patch << " = " << patched.json;
    }
    ASSERT_EQ(apply_strategic_merge_patch(schema::TypeOf<Pod>::value, patched.json, patch).json, patched.json);
    ASSERT_EQ(apply_strategic_merge_patch(schema::TypeOf<Pod>::value, object, "{}").json, object);
  }
}

}  // namespace
}  // namespace peapod::config
