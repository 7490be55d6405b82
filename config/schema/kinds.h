#pragma once

// The Types of the objects beside pods that a manifest may hold, as roots of the table. They are read, not printed.

#include "config/schema/described.h"

namespace peapod::config::schema {

// object_kinds.cpp
extern const Type kConfigMap;       // Of ConfigMap.
extern const Type kSecret;          // Of Secret.
extern const Type kNamespace;       // Of ObjectMeta, which is all that is kept.
extern const Type kServiceAccount;  // Of ObjectMeta.

// workload.cpp and job.cpp: of Workload.
extern const Type kDeployment;
extern const Type kReplicaSet;
extern const Type kDaemonSet;
extern const Type kStatefulSet;
extern const Type kJob;
extern const Type kPodTemplate;  // Of PodTemplate.

inline constexpr const char* kByServer =
    "is written by a server, not by a manifest: remove it with all that is below it";

inline constexpr Type kServerStatus = {.name = "Object", .shape = Type::Shape::Object};

constexpr Row api_version_row(const char* text) { return described_row("apiVersion", kText, text); }
constexpr Row kind_row(const char* text) { return described_row("kind", kText, text); }

// Of metadata, when it is all that is kept of an object.
constexpr Row own_metadata_row() {
  return {.name = "metadata",
          .member = {.type = &TypeOf<ObjectMeta>::value, .place = [](void* owner, bool) { return owner; }},
          .text = "Name, labels and annotations.",
          .required = true};
}

}  // namespace peapod::config::schema
