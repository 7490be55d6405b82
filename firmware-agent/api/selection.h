#pragma once

// Which objects of a collection a request is about: namespace, name, label and field selectors.

#include <optional>
#include <string>

#include "firmware-agent/api/field_selector.h"
#include "firmware-agent/api/label_selector.h"
#include "firmware-agent/api/route.h"
#include "firmware-agent/api/status_error.h"
#include "firmware-agent/http/url.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

class Selection {
 public:
  // Says what is wrong with the selectors, or fills in `selection`.
  static std::optional<StatusError> read(const Route& route, const http::Query& query, Selection& selection);

  bool matches(const runtime::PodView& view, const runtime::PodControl& pods) const;
  bool matches(const runtime::EventView& event, const runtime::PodControl& pods) const;

 private:
  std::string namespace_;  // Empty: all.
  std::string name_;       // Empty: all.
  LabelSelector labels_;
  FieldSelector fields_;
};

}  // namespace peapod::api
