#pragma once

// One reader for each struct of a Pod: from a field to plain types, with the checks that need only the field
// itself and the defaults that are no constants. What concerns several fields at once is in rules.h.

#include "config/field.h"
#include "config/pod_spec.h"

namespace peapod::config {

void read_object_meta(const Field& field, ObjectMeta& out);
void read_labels(const Field& field, Labels& out);  // Keys and values as Kubernetes allows them.
void read_pod_spec(const Field& field, PodSpec& out);
void read_pod_security_context(const Field& field, PodSecurityContext& out);
void read_volume(const Field& field, Volume& out);
void read_container(const Field& field, Container& out);
void read_env_var(const Field& field, EnvVar& out);
void read_container_port(const Field& field, ContainerPort& out);
void read_probe(const Field& field, Probe& out);
void read_lifecycle(const Field& field, Lifecycle& out);
void read_resources(const Field& field, ResourceRequirements& out);
void read_bytes(const Field& field, std::optional<Quantity>& out);
void read_security_context(const Field& field, SecurityContext& out);

void read_text(const Field& field, std::string& out);

inline constexpr std::int32_t kPortMax = 65535;
inline constexpr std::int64_t kSecondsMax = 2147483647;  // 68 years; the API's bound of activeDeadlineSeconds.
inline constexpr std::int64_t kIdMax = 2147483647;       // The API's bound of user and group ids.

}  // namespace peapod::config
