// Objects beside pods, and workloads that become pods: what is taken, what is noted, what is refused.

#include "config/kinds.h"
#include "config/selector.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "config/base64.h"
#include "config/load.h"
#include "config/workload.h"

namespace peapod::config {
namespace {

std::string mistakes(const std::string& text) { return render(load_pods(text).diagnostics, "f"); }
std::string notes(const std::string& text) { return render(load_pods(text).notes, "f"); }

constexpr const char* kContainer = "containers: [{name: c, image: x:1}]";

std::string deployment(const std::string& spec, const std::string& pod = kContainer) {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n"
         "  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web, tier: front}, "
         "annotations: {note: x}}\n    spec: {" +
         pod + "}\n" + spec;
}

std::string job(const std::string& spec, const std::string& pod = "restartPolicy: Never, ") {
  return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: once}\nspec:\n  template:\n    spec: {" + pod + kContainer +
         "}\n" + spec;
}

TEST(Kinds, Base64IsDecodedAsGoDoes) {
  struct Row {
    const char* text;
    const char* bytes;  // Null: wrong.
    std::size_t wrong_at = 0;
  };
  constexpr Row kRows[] = {{"", ""},
                           {"Zg==", "f"},
                           {"Zm8=", "fo"},
                           {"Zm9v", "foo"},
                           {"Zm9v\nYmE=\n", "fooba"},
                           {"Zm9vYmFy", "foobar"},
                           {"Zg", nullptr, 2},
                           {"Zg=", nullptr, 3},
                           {"Z", nullptr, 1},
                           {"=", nullptr, 0},
                           {"Z===", nullptr, 1},
                           {"Zg==Zg==", nullptr, 4},
                           {"Zm9v=", nullptr, 4},
                           {"Zm 9v", nullptr, 2},
                           {"Zm-_", nullptr, 2}};
  for (const Row& row : kRows) {
    const Base64Decoded decoded = decode_base64(row.text);
    EXPECT_EQ(decoded.wrong_at.has_value(), row.bytes == nullptr) << row.text;
    if (row.bytes != nullptr) {
      EXPECT_EQ(decoded.bytes, row.bytes);
    } else {
      EXPECT_EQ(decoded.wrong_at, row.wrong_at) << row.text;
    }
  }
}

TEST(Kinds, ConfigMapHoldsTextsAndBytes) {
  const Loaded loaded = load_pods(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  nginx.conf: |\n    a\n    b\n  EMPTY: ''\n"
      "binaryData: {blob: AP8=}\n");
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  EXPECT_EQ(render(loaded.notes, "f"),
            "f:2:1: note: kind: has no effect yet: it is checked, but pods cannot use it so far\n");
  ASSERT_EQ(loaded.config_maps.size(), 1U);
  const ConfigMap& map = loaded.config_maps[0];
  EXPECT_EQ(map.metadata.name, "web");
  EXPECT_EQ(map.data, (Values{{"EMPTY", ""}, {"nginx.conf", "a\nb\n"}}));
  EXPECT_EQ(map.binary_data, (Values{{"blob", std::string("\0\xFF", 2)}}));
  EXPECT_TRUE(loaded.pods.empty());
}

TEST(Kinds, SecretDecodesDataAndStringDataWins) {
  const Loaded loaded = load_pods(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\nstringData: {b: new, c: '1'}\ndata: {a: QQ==, b: b2xk}\n");
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  const Secret& secret = loaded.secrets.at(0);
  EXPECT_EQ(secret.data, (Values{{"a", "A"}, {"b", "new"}, {"c", "1"}}));
  EXPECT_TRUE(secret.string_data.empty());
  EXPECT_EQ(secret.type, "Opaque");
}

TEST(Kinds, MistakesOfConfigMapsAndSecrets) {
  struct Row {
    const char* kind;
    std::string fields;
    const char* mistake;
  };
  const Row rows[] = {
      {"ConfigMap", "data: {a: 1}", "f:4:11: data.a: Invalid value: 1: must be a text: put it in quotes\n"},
      {"ConfigMap", "data: {a/b: x}",
       "f:4:8: data.a/b: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' "
       "or '.' (e.g. 'key.name', or 'KEY_NAME', or 'key-name')\n"},
      {"ConfigMap", "data: {..: x}", "f:4:8: data[\"..\"]: Invalid value: \"..\": must not be '..'\n"},
      {"ConfigMap", "data: {..a: x}", "f:4:8: data[\"..a\"]: Invalid value: \"..a\": must not start with '..'\n"},
      {"ConfigMap", "data: {a: x}\nbinaryData: {a: AAAA}",
       "f:5:14: binaryData.a: Invalid value: \"a\": duplicate of key present in data\n"},
      {"ConfigMap", "binaryData: {a: 'A A'}",
       "f:4:14: binaryData.a: Invalid value: \"a\": its value must be base64: illegal base64 data at input byte 1\n"},
      {"ConfigMap", "stringData: {a: x}", "f:4:1: stringData: unknown field\n"},
      {"Secret", "data: {pin: 1234}",
       "f:4:8: data.pin: Invalid value: \"pin\": its value must be a text in base64: put it in quotes\n"},
      {"Secret", "stringData: {pin: 1234}",
       "f:4:14: stringData.pin: Invalid value: \"pin\": its value must be a text: put it in quotes\n"},
      {"Secret", "type: kubernetes.io/tls\nstringData: {tls.crt: x}",
       "f:5:1: stringData: Required value: a Secret of type kubernetes.io/tls needs the key \"tls.key\"\n"},
      {"Secret", "type: kubernetes.io/basic-auth",
       "f:1:1: data: Required value: a Secret of type kubernetes.io/basic-auth needs the key \"username\" or "
       "\"password\"\n"},
      {"Secret", "type: kubernetes.io/service-account-token",
       "f:4:7: type: Invalid value: \"kubernetes.io/service-account-token\": is not supported: no accounts are issued "
       "on one box\n"},
  };
  for (const Row& row : rows) {
    const std::string text =
        std::string("apiVersion: v1\nkind: ") + row.kind + "\nmetadata: {name: x}\n" + row.fields + "\n";
    EXPECT_EQ(mistakes(text), row.mistake) << row.fields;
  }
}

// An escape of two bytes stands for three here: values may be longer than the text that holds them.
TEST(Kinds, ValuesAreLimitedTogether) {
  std::string separators;
  while (3 * separators.size() / 2 <= kObjectBytesMax) separators += "\\L";
  EXPECT_EQ(mistakes("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: \"" + separators + "\"}\n"),
            "f:1:1: Invalid value: a mapping: Too long: may not be more than 1048576 bytes, all values together\n");
}

TEST(Kinds, NamespacesAndAccountsAreTakenWithANote) {
  EXPECT_EQ(notes("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\nspec: {finalizers: [kubernetes]}\n"),
            "f:2:1: note: kind: has no effect: a namespace is there as soon as a pod names it\n"
            "f:4:8: note: spec.finalizers: has no effect: no controller here removes namespaces\n");
  EXPECT_EQ(notes("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop}\nsecrets: [{name: x}]\n"),
            "f:2:1: note: kind: has no effect: no tokens are issued on one box\n"
            "f:4:1: note: secrets: has no effect: no tokens are issued on one box\n");
}

TEST(Kinds, TheTemplateOfAWorkloadBecomesItsPod) {
  const Loaded loaded = load_pods(deployment("  replicas: 1\n"));
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  EXPECT_EQ(render(loaded.notes, "f"), "");
  const Pod& pod = loaded.pods.at(0);
  EXPECT_EQ(pod.metadata.name, "web");
  EXPECT_EQ(pod.metadata.namespace_, "shop");
  EXPECT_EQ(pod.metadata.labels, (Labels{{"app", "web"}, {"tier", "front"}}));
  EXPECT_EQ(pod.metadata.annotations, (Labels{{"note", "x"}}));
  EXPECT_EQ(pod.spec.restart_policy, RestartPolicy::Always);
  ASSERT_EQ(pod.spec.containers.size(), 1U);
}

TEST(Kinds, StatefulSetsPodIsNumberZero) {
  std::string text = deployment("  serviceName: db\n");
  text.replace(text.find("Deployment"), 10, "StatefulSet");
  const Loaded loaded = load_pods(text);
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  EXPECT_EQ(loaded.pods.at(0).metadata.name, "web-0");
  EXPECT_EQ(render(loaded.notes, "f"),
            "f:9:3: note: spec.serviceName: has no effect: there are no Services on one box\n");
}

TEST(Kinds, ReplicasAreOneOrNone) {
  EXPECT_EQ(notes(deployment("  replicas: 3\n")),
            "f:9:3: note: spec.replicas: has no effect: one box runs one of them\n");
  EXPECT_EQ(load_pods(deployment("  replicas: 3\n")).pods.size(), 1U);
  EXPECT_EQ(notes(deployment("  replicas: 0\n")), "f:2:1: note: kind: has no effect: it asks for no pod\n");
  EXPECT_TRUE(load_pods(deployment("  replicas: 0\n")).pods.empty());
  EXPECT_EQ(mistakes(deployment("  replicas: -1\n")),
            "f:9:13: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n");
}

TEST(Kinds, WhatWorkloadsSayOfReplacingPodsIsNoted) {
  EXPECT_EQ(notes(deployment("  strategy:\n    type: RollingUpdate\n    rollingUpdate: {maxSurge: 1}\n"
                             "  revisionHistoryLimit: 2\n")),
            "f:9:3: note: spec.strategy: has no effect: the one pod of a workload is replaced when its manifest "
            "changes\n"
            "f:12:3: note: spec.revisionHistoryLimit: has no effect: no old versions are kept\n");
}

TEST(Kinds, MistakesOfWorkloads) {
  struct Row {
    std::string text;
    const char* mistake;
  };
  std::string old = deployment("");
  old.replace(old.find("apps/v1"), 7, "extensions/v1beta1");
  std::string core = deployment("");
  core.replace(core.find("apps/v1"), 7, "v1");
  std::string other = deployment("");
  other.replace(other.find("{app: web}"), 10, "{app: shop}");
  std::string nothing = deployment("");
  nothing.replace(nothing.find("{matchLabels: {app: web}}"), 25, "{}");
  const Row rows[] = {
      {old,
       "f:1:13: apiVersion: Invalid value: \"extensions/v1beta1\": is gone since Kubernetes 1.16: write apps/v1, which "
       "requires spec.selector\n"},
      {core, "f:1:13: apiVersion: Unsupported value: \"v1\": supported values: \"apps/v1\"\n"},
      {other,
       "f:7:16: spec.template.metadata.labels: Invalid value: a mapping: `selector` does not match template "
       "`labels`\n"},
      {nothing, "f:5:3: spec.selector: Invalid value: an empty mapping: empty selector is invalid\n"},
      {deployment("  strategy: {typ: Recreate}\n"),
       "f:9:14: spec.strategy.typ: unknown field, did you mean \"type\"?\n"},
      {deployment("  paused: true\n"),
       "f:9:11: spec.paused: Invalid value: true: is not supported: what a manifest says is run\n"},
      {deployment("", std::string("restartPolicy: Never, ") + kContainer),
       "f:8:27: spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"\n"},
      {deployment("", std::string("activeDeadlineSeconds: 5, ") + kContainer),
       "f:8:12: spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not "
       "Supported\n"},
      {deployment("", "containers: [{name: c}]"), "f:8:25: spec.template.spec.containers[0].image: Required value\n"},
      {deployment("status: {replicas: 1}\n"),
       "f:9:1: status: Forbidden: is written by a server, not by a manifest: remove it with all that is below it\n"},
      {job("  completions: 3\n"),
       "f:7:16: spec.completions: Invalid value: 3: is not supported: a Job runs its pod once\n"},
      {job("", ""),
       "f:6:5: spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"\n"},
      {job("", "restartPolicy: Always, "),
       "f:6:27: spec.template.spec.restartPolicy: Unsupported value: \"Always\": supported values: \"Never\", "
       "\"OnFailure\"\n"},
      {"apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: x}\n",
       "f:2:7: kind: Invalid value: \"CronJob\": is not supported: no controller here starts pods by a clock; let cron "
       "of the box apply a Job (peapod delete -f job.yaml; peapod apply -f job.yaml)\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(mistakes(row.text), row.mistake) << row.text;
}

TEST(Kinds, JobsDeadlineIsItsPods) {
  const auto deadline = [](const std::string& text) { return load_pods(text).pods.at(0).spec.active_deadline_seconds; };
  EXPECT_EQ(deadline(job("")), std::nullopt);
  EXPECT_EQ(deadline(job("  activeDeadlineSeconds: 60\n")), 60);
  EXPECT_EQ(deadline(job("  activeDeadlineSeconds: 60\n", "activeDeadlineSeconds: 30, restartPolicy: Never, ")), 30);
  EXPECT_EQ(deadline(job("  activeDeadlineSeconds: 60\n", "activeDeadlineSeconds: 90, restartPolicy: Never, ")), 60);
  EXPECT_TRUE(load_pods(job("  suspend: true\n")).pods.empty());
  EXPECT_TRUE(load_pods(job("  parallelism: 0\n")).pods.empty());
}

TEST(Kinds, SelectorsSelectAsTheApiDoes) {
  const Labels labels{{"app", "web"}};
  struct Row {
    LabelSelector selector;
    bool selected;
  };
  const Row rows[] = {{{{{"app", "web"}}, {}}, true},
                      {{{{"app", "db"}}, {}}, false},
                      {{{{"tier", "web"}}, {}}, false},
                      {{{}, {{"app", "In", {"db", "web"}}}}, true},
                      {{{}, {{"tier", "In", {"web"}}}}, false},
                      {{{}, {{"app", "NotIn", {"web"}}}}, false},
                      {{{}, {{"tier", "NotIn", {"web"}}}}, true},
                      {{{}, {{"app", "Exists", {}}}}, true},
                      {{{}, {{"tier", "Exists", {}}}}, false},
                      {{{}, {{"app", "DoesNotExist", {}}}}, false},
                      {{{}, {{"tier", "DoesNotExist", {}}}}, true},
                      {{{{"app", "web"}}, {{"tier", "Exists", {}}}}, false}};
  for (std::size_t i = 0; i < std::size(rows); ++i) EXPECT_EQ(selects(rows[i].selector, labels), rows[i].selected) << i;
}

constexpr const char* kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: c, image: x:1}]}\n";
constexpr const char* kMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: shop}\n";

TEST(Kinds, NamesAreUniqueAmongOneKind) {
  EXPECT_EQ(mistakes(std::string(kPod) + "---\n" + kMap), "");
  std::string other = deployment("");
  other.replace(other.find("name: web"), 9, "name: api");
  EXPECT_EQ(mistakes(std::string(kMap) + "---\n" + kPod + "---\n" + other), "");
  EXPECT_EQ(mistakes(std::string(kMap) + "---\n" + kMap), "f:7:18: metadata.name: Duplicate value: \"web\"\n");
  EXPECT_EQ(mistakes(std::string(kPod) + "---\n" + deployment("")),
            "f:8:18: metadata.name: Invalid value: \"web\": another document makes pod web too: the pod of a workload "
            "is named after it\n");
}

TEST(Kinds, ListsHoldAnyKind) {
  const Loaded loaded = load_pods(
      "apiVersion: v1\nkind: List\nitems:\n"
      "- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n"
      "- apiVersion: batch/v1\n  kind: Job\n  metadata: {name: b}\n  spec: {template: {spec: {restartPolicy: Never, "
      "containers: [{name: c, image: x:1}]}}}\n");
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  EXPECT_EQ(loaded.secrets.size(), 1U);
  EXPECT_EQ(loaded.pods.size(), 1U);
}

TEST(Kinds, AMistakeInOneDocumentLeavesNothing) {
  const Loaded loaded = load_pods(std::string(kPod) + "---\n" + kMap + "data: {a: 1}\n");
  EXPECT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_TRUE(loaded.pods.empty());
  EXPECT_TRUE(loaded.config_maps.empty());
}

// The API's collection of pods takes pods.
TEST(Kinds, OnlyPodsWhereAPodIsAsked) {
  EXPECT_EQ(load_pods(kPod, Accept::Pod).pods.size(), 1U);
  EXPECT_EQ(render(load_pods(deployment(""), Accept::Pod).diagnostics, "f"),
            "f:2:7: kind: Unsupported value: \"Deployment\": supported values: \"Pod\"\n");
}

// Added to a pod that is there, and part of it from then on.
TEST(Kinds, EphemeralContainersInAPodAsItIs) {
  const std::string with_debugger =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: x:1}], "
      "ephemeralContainers: [{name: debugger, image: busybox, targetContainerName: c}]}\n";
  EXPECT_FALSE(load_pods(with_debugger, Accept::Pod).diagnostics.empty());
  const Loaded loaded = load_pods(with_debugger, Accept::PodAsItIs);
  ASSERT_EQ(render(loaded.diagnostics, "f"), "");
  ASSERT_EQ(loaded.pods.front().spec.ephemeral_containers.size(), 1U);
  EXPECT_EQ(loaded.pods.front().spec.ephemeral_containers.front().target_container_name, "c");
}

TEST(Kinds, EachIsFoundByItsName) {
  EXPECT_TRUE(std::ranges::is_sorted(all_kinds(), {}, &Kind::name));
  for (const Kind& kind : all_kinds()) {
    EXPECT_EQ(find_kind(kind.name), &kind);
    EXPECT_TRUE(refusal_of_kind(kind.name).empty()) << kind.name;
  }
}

}  // namespace
}  // namespace peapod::config
