#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "config/base64.h"
#include "config/names.h"
#include "config/objects.h"
#include "config/schema/kinds.h"

namespace peapod::config::schema {
namespace {

// `read(value, out)` reads one value.
template <class Read>
void read_values(const Field& field, void* out, Read read) {
  if (!field.expect_mapping()) return;
  field.each_member([&](std::string_view key, const Field& value) {
    if (const std::string wrong = config_key(key); !wrong.empty()) return value.invalid_key(wrong);
    std::string& text = (*static_cast<Values*>(out))[std::string(key)];
    if (value.present()) read(value, text);
  });
}

// A complaint about a value shows its key only: it may be secret.
void read_secret_text(const Field& value, std::string& out) {
  if (!value.is_text()) return value.invalid_key("its value must be a text: put it in quotes");
  out = value.text();
}

void read_bytes(const Field& value, std::string& out) {
  if (!value.is_text()) return value.invalid_key("its value must be a text in base64: put it in quotes");
  Base64Decoded decoded = decode_base64(value.text());
  if (decoded.wrong_at) {
    return value.invalid_key("its value must be base64: illegal base64 data at input byte " +
                             std::to_string(*decoded.wrong_at));
  }
  out = std::move(decoded.bytes);
}

template <auto Read>
constexpr Type values_type(const char* name) {
  return {.name = name,
          .shape = Type::Shape::Map,
          .read = [](const Field& field, const Type&, const Row&, void* out) { read_values(field, out, Read); },
          .empty = [](const Type&, const void* values) { return static_cast<const Values*>(values)->empty(); }};
}

constexpr Type kTextValues =
    values_type<[](const Field& value, std::string& out) { value.read(out); }>("map[string]string");
constexpr Type kSecretTexts = values_type<read_secret_text>("map[string]string");
constexpr Type kByteValues = values_type<read_bytes>("map[string][]byte");

std::size_t bytes_of(const Values& values) {
  std::size_t bytes = 0;
  for (const auto& [key, value] : values) bytes += value.size();
  return bytes;
}

void check_size(const Field& field, std::size_t bytes) {
  if (bytes > kObjectBytesMax) {
    field.invalid("Too long: may not be more than " + std::to_string(kObjectBytesMax) + " bytes, all values together");
  }
}

constexpr const char* kImmutable = "has no effect: what a manifest says here is never changed in place";

constexpr Row kConfigMapRows[] = {
    api_version_row("\"v1\"."),
    kind_row("\"ConfigMap\"."),
    {.name = "metadata",
     .member = member<&ConfigMap::metadata>,
     .text = "Name, labels and annotations.",
     .required = true},
    {.name = "data",
     .member = member_as<kTextValues, &ConfigMap::data>,
     .text = "Texts by their keys; at most 1 MiB together with binaryData."},
    {.name = "binaryData",
     .member = member_as<kByteValues, &ConfigMap::binary_data>,
     .text = "Bytes by their keys, as base64."},
    {.name = "immutable",
     .member = member<&ConfigMap::immutable>,
     .text = "Whether the API refuses changes.",
     .verdict = Verdict::NoEffect,
     .reason = kImmutable,
     .only = "false"},
};

void finish_config_map(const Field& field, void* object) {
  const ConfigMap& map = *static_cast<ConfigMap*>(object);
  field.member("binaryData").each_member([&](std::string_view key, const Field& value) {
    if (map.data.contains(std::string(key))) value.invalid_key("duplicate of key present in data");
  });
  check_size(field, bytes_of(map.data) + bytes_of(map.binary_data));
}

constexpr Row kSecretRows[] = {
    api_version_row("\"v1\"."),
    kind_row("\"Secret\"."),
    {.name = "metadata",
     .member = member<&Secret::metadata>,
     .text = "Name, labels and annotations.",
     .required = true},
    {.name = "data",
     .member = member_as<kByteValues, &Secret::data>,
     .text = "Bytes by their keys, as base64; at most 1 MiB together."},
    {.name = "stringData",
     .member = member_as<kSecretTexts, &Secret::string_data>,
     .text = "Texts by their keys; they win over those of data."},
    {.name = "type",
     .member = member<&Secret::type>,
     .text = "What it is for; some types need certain keys.",
     .default_value = "Opaque"},
    {.name = "immutable",
     .member = member<&Secret::immutable>,
     .text = "Whether the API refuses changes.",
     .verdict = Verdict::NoEffect,
     .reason = kImmutable,
     .only = "false"},
};

struct RequiredKey {
  std::string_view type;
  const char* key;
};
// core/validation ValidateSecret.
constexpr RequiredKey kRequiredKeys[] = {
    {"kubernetes.io/dockercfg", ".dockercfg"},
    {"kubernetes.io/dockerconfigjson", ".dockerconfigjson"},
    {"kubernetes.io/ssh-auth", "ssh-privatekey"},
    {"kubernetes.io/tls", "tls.crt"},
    {"kubernetes.io/tls", "tls.key"},
};

void finish_secret(const Field& field, void* object) {
  Secret& secret = *static_cast<Secret*>(object);
  secret.string_data.merge(secret.data);
  secret.data = std::exchange(secret.string_data, {});
  const Field data =
      field.member(field.member("data").present() || !field.member("stringData").present() ? "data" : "stringData");
  for (const RequiredKey& required : kRequiredKeys) {
    if (required.type != secret.type || secret.data.contains(required.key)) continue;
    data.required("a Secret of type " + secret.type + " needs the key \"" + required.key + '"');
  }
  const bool is_login = secret.type == "kubernetes.io/basic-auth";
  if (is_login && !secret.data.contains("username") && !secret.data.contains("password")) {
    data.required("a Secret of type kubernetes.io/basic-auth needs the key \"username\" or \"password\"");
  }
  if (secret.type == "kubernetes.io/service-account-token") {
    field.member("type").invalid("is not supported: no accounts are issued on one box");
  }
  check_size(data, bytes_of(secret.data));
}

constexpr Row kFinalizerRows[] = {
    {.name = "finalizers",
     .member = described(kTexts),
     .text = "What must be done before the namespace is removed.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: no controller here removes namespaces"},
};
constexpr Type kNamespaceSpec = object_type("NamespaceSpec", kFinalizerRows);

constexpr Row kNamespaceRows[] = {
    api_version_row("\"v1\"."),
    kind_row("\"Namespace\"."),
    own_metadata_row(),
    {.name = "spec", .member = checked(kNamespaceSpec), .text = "What is to become of the namespace."},
    {.name = "status",
     .member = described(kServerStatus),
     .text = "What has become of it; written by a server.",
     .verdict = Verdict::Refused,
     .reason = kByServer},
};

constexpr const char* kNoAccounts = "has no effect: no tokens are issued on one box";

constexpr Row kServiceAccountRows[] = {
    api_version_row("\"v1\"."),
    kind_row("\"ServiceAccount\"."),
    own_metadata_row(),
    {.name = "secrets",
     .member = described(TypeOf<std::vector<LocalObjectReference>>::value),
     .text = "Secrets its pods may use.",
     .verdict = Verdict::NoEffect,
     .reason = kNoAccounts},
    {.name = "imagePullSecrets",
     .member = described(TypeOf<std::vector<LocalObjectReference>>::value),
     .text = "Secrets for registries.",
     .verdict = Verdict::NoEffect,
     .reason = kNoAccounts},
    {.name = "automountServiceAccountToken",
     .member = described(kTruth),
     .text = "Whether its pods get its token.",
     .verdict = Verdict::NoEffect,
     .reason = kNoAccounts,
     .only = "false"},
};

}  // namespace

constinit const Type kConfigMap = object_type("ConfigMap", kConfigMapRows, finish_config_map);
constinit const Type kSecret = object_type("Secret", kSecretRows, finish_secret);
constinit const Type kNamespace = object_type("Namespace", kNamespaceRows);
constinit const Type kServiceAccount = object_type("ServiceAccount", kServiceAccountRows);

}  // namespace peapod::config::schema
