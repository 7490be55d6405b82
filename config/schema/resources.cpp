#include <algorithm>

#include "config/json_writer.h"
#include "config/quantity.h"
#include "config/schema/types.h"
#include "config/wording.h"

namespace peapod::config::schema {
namespace {

// Numbers need no quotes here: the API takes both.
bool read_amount(const Field& field, QuantityUnit unit, Quantity& out) {
  if (!field.is_scalar()) {
    field.type_invalid("must be a quantity");
    return false;
  }
  ParsedQuantity parsed = parse_quantity(field.text(), unit);
  if (!parsed.problem.empty()) {
    field.invalid(parsed.problem);
    return false;
  }
  out = std::move(parsed.quantity);
  return true;
}

void read_bytes(const Field& field, const Type&, const Row&, void* out) {
  Quantity unused;
  read_amount(field, QuantityUnit::Bytes, out == nullptr ? unused : *static_cast<Quantity*>(out));
}

void read_thousandths(const Field& field, const Type&, const Row&, void* out) {
  Quantity unused;
  read_amount(field, QuantityUnit::Milli, out == nullptr ? unused : *static_cast<Quantity*>(out));
}

void write_quantity(JsonWriter& json, const Type&, const void* value) {
  json.value(static_cast<const Quantity*>(value)->text);
}

bool is_quantity_empty(const Type&, const void* value) { return static_cast<const Quantity*>(value)->text.empty(); }

void read_resource(std::string_view name, const Field& value, const Row& row, ResourceList& out) {
  if (name == "cpu") {
    read_amount(value, QuantityUnit::Milli, out.cpu.emplace());
  } else if (name == "memory") {
    read_amount(value, QuantityUnit::Bytes, out.memory.emplace());
  } else if (name == "ephemeral-storage") {
    read_amount(value, QuantityUnit::Bytes, out.others[std::string(name)]);
    if (std::string_view(row.name) == "limits") {
      value.note(
          "ephemeral-storage is not measured here: limit an emptyDir by its sizeLimit; the request is kept free");
    }
  } else if (name.starts_with("hugepages-")) {
    value.forbidden("huge pages are not supported: the kernel sets them aside for whoever comes first");
  } else if (name.find('/') != std::string_view::npos) {
    value.forbidden("extended resources need a device plugin of a cluster: mount the device with hostPath");
  } else {
    static constexpr std::string_view kKnown[] = {"cpu", "memory", "ephemeral-storage"};
    value.invalid_key("must be a standard resource type or fully qualified" + did_you_mean(name, kKnown));
  }
}

void read_resource_list(const Field& field, const Type&, const Row& row, void* out) {
  if (!field.expect_mapping()) return;
  ResourceList unused;
  ResourceList& list = out == nullptr ? unused : *static_cast<ResourceList*>(out);
  field.each_member([&](std::string_view name, const Field& value) {
    if (value.present()) read_resource(name, value, row, list);
  });
}

void write_resource_list(JsonWriter& json, const Type&, const void* value) {
  const ResourceList& list = *static_cast<const ResourceList*>(value);
  json.begin_object();
  if (list.cpu) json.field("cpu", list.cpu->text);
  for (const auto& [name, quantity] : list.others) {
    if (name < "memory") json.field(name, quantity.text);
  }
  if (list.memory) json.field("memory", list.memory->text);
  for (const auto& [name, quantity] : list.others) {
    if (name > "memory") json.field(name, quantity.text);
  }
  json.end_object();
}

bool is_resource_list_empty(const Type&, const void* value) {
  const ResourceList& list = *static_cast<const ResourceList*>(value);
  return !list.cpu && !list.memory && list.others.empty();
}

void check_within(const Field& request_field, std::string_view name, const std::optional<Quantity>& request,
                  const std::optional<Quantity>& limit) {
  if (!request || !limit || limit->text.empty() || request->value <= limit->value) return;
  request_field.invalid("must be less than or equal to " + std::string(name) + " limit of " + limit->text);
}

void finish_requirements(const Field& field, void* object) {
  ResourceRequirements& out = *static_cast<ResourceRequirements*>(object);
  const Field requests = field.member("requests");
  check_within(requests.member("cpu"), "cpu", out.requests.cpu, out.limits.cpu);
  check_within(requests.member("memory"), "memory", out.requests.memory, out.limits.memory);
  for (const auto& [name, request] : out.requests.others) {
    const auto limit = out.limits.others.find(name);
    if (limit != out.limits.others.end()) check_within(requests.member(name), name, request, limit->second);
  }
  if (!requests.member("cpu").present()) out.requests.cpu = out.limits.cpu;
  if (!requests.member("memory").present()) out.requests.memory = out.limits.memory;
  for (const auto& [name, limit] : out.limits.others) out.requests.others.try_emplace(name, limit);
}

// What a pod requests when it does not say is found when its containers are known (pod_resource_rules.cpp).
void finish_pod_requirements(const Field& field, void*) {
  for (const char* list : {"limits", "requests"}) {
    field.member(list).each_member([](std::string_view name, const Field& value) {
      static constexpr std::string_view kSupported[] = {"cpu", "memory"};
      if (std::ranges::find(kSupported, name) != std::end(kSupported) || name.starts_with("hugepages-")) return;
      value.invalid_key("is not supported for a whole pod: \"cpu\" and \"memory\" are");
    });
  }
}

constexpr Row kRequirementsRows[] = {
    {.name = "limits",
     .member = member<&ResourceRequirements::limits>,
     .text = "The most it may use: cpu in cores (\"500m\" is half a core), memory in bytes (\"64Mi\")."},
    {.name = "requests",
     .member = member<&ResourceRequirements::requests>,
     .text = "What it is sure to get; the limit when not given."},
    {.name = "claims",
     .member = described(kResourceClaims),
     .text = "Names of entries of spec.resourceClaims.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: dynamic resource allocation needs a cluster"},
};

constexpr Choice kResizeRestartPolicies[] = {choice("NotRequired", ResizeRestartPolicy::NotRequired),
                                             choice("RestartContainer", ResizeRestartPolicy::RestartContainer)};

constexpr Row kResizePolicyRows[] = {
    {.name = "resourceName",
     .member = member<&ContainerResizePolicy::resource_name>,
     .text = "\"cpu\" or \"memory\".",
     .required = true},
    {.name = "restartPolicy",
     .member = member<&ContainerResizePolicy::restart_policy>,
     .text = "Whether the container is started anew when this resource is resized.",
     .default_value = "NotRequired",
     .print = Print::Always},
};

}  // namespace

template <>
constinit const Type TypeOf<Quantity>::value = {
    .name = "Quantity", .read = read_bytes, .write = write_quantity, .empty = is_quantity_empty};

constinit const Type kThousandths = {
    .name = "Quantity", .read = read_thousandths, .write = write_quantity, .empty = is_quantity_empty};

template <>
constinit const Type TypeOf<ResourceList>::value = {.name = "map[string]Quantity",
                                                    .shape = Type::Shape::Map,
                                                    .read = read_resource_list,
                                                    .write = write_resource_list,
                                                    .empty = is_resource_list_empty};

template <>
constinit const Type TypeOf<ResourceRequirements>::value = object_type("ResourceRequirements", kRequirementsRows,
                                                                       finish_requirements);

constinit const Type kPodResources = object_type("ResourceRequirements", kRequirementsRows, finish_pod_requirements);

template <>
constinit const Type TypeOf<ResizeRestartPolicy>::value = choice_type("ResourceResizeRestartPolicy",
                                                                      kResizeRestartPolicies);

template <>
constinit const Type TypeOf<ContainerResizePolicy>::value = object_type("ContainerResizePolicy", kResizePolicyRows);

}  // namespace peapod::config::schema
