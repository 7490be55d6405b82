#include "config/mapping.h"
#include "config/quantity.h"
#include "config/readers.h"

namespace peapod::config {
namespace {

// Numbers need no quotes here: the API takes both.
void read_quantity(const Field& field, QuantityUnit unit, std::optional<Quantity>& out) {
  if (!field.is_scalar()) return field.complain_found("must be a quantity");
  ParsedQuantity parsed = parse_quantity(field.text(), unit);
  if (!parsed.problem.empty()) return field.complain(parsed.problem + ", found " + quoted(field.text()));
  out = std::move(parsed.quantity);
}

void read_resource_list(const Field& field, ResourceList& out) {
  if (!field.expect_mapping()) return;
  field.each_member([&](std::string_view name, const Field& value) {
    if (value.is_null()) return;
    if (name == "cpu") return read_quantity(value, QuantityUnit::Milli, out.cpu);
    if (name == "memory") return read_quantity(value, QuantityUnit::Bytes, out.memory);
    static constexpr std::string_view kKnown[] = {"cpu", "memory"};
    const bool exists =
        name == "ephemeral-storage" || name.starts_with("hugepages-") || name.find('/') != std::string_view::npos;
    value.complain_at_key(exists ? "is not supported yet: only cpu and memory are limited"
                                 : "unknown resource" + did_you_mean(name, kKnown));
  });
}

void check_within(const Field& request_field, std::string_view name, const std::optional<Quantity>& request,
                  const std::optional<Quantity>& limit) {
  if (!request || !limit || request->value <= limit->value) return;
  request_field.complain("must be less than or equal to the " + std::string(name) + " limit of " + limit->text +
                         ", found " + request->text);
}

constexpr Member<ResourceRequirements> kMembers[] = {
    {"limits", [](const Field& field, ResourceRequirements& out) { read_resource_list(field, out.limits); }},
    {"requests", [](const Field& field, ResourceRequirements& out) { read_resource_list(field, out.requests); }},
};

}  // namespace

void read_bytes(const Field& field, std::optional<Quantity>& out) { read_quantity(field, QuantityUnit::Bytes, out); }

void read_resources(const Field& field, ResourceRequirements& out) {
  read_members(field, "ResourceRequirements", kMembers, out);
  const Field requests = field.member("requests");
  check_within(requests.member("cpu"), "cpu", out.requests.cpu, out.limits.cpu);
  check_within(requests.member("memory"), "memory", out.requests.memory, out.limits.memory);
  if (!requests.member("cpu").present()) out.requests.cpu = out.limits.cpu;
  if (!requests.member("memory").present()) out.requests.memory = out.limits.memory;
}

}  // namespace peapod::config
