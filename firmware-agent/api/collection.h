#pragma once

// Lists and single objects of pods and events, as objects or as a Table.

#include <string>

#include "firmware-agent/api/call.h"
#include "firmware-agent/api/selection.h"
#include "firmware-agent/api/table.h"

namespace peapod::api {

// How a client wants to see objects.
struct Presentation {
  bool table = false;
  RowObject row_object = RowObject::Metadata;

  static Presentation of(const Call& call);
};

// One object, or a Table of one row, as it stands in answers and watch events.
void append_presented(std::string& out, const runtime::PodView& view, const runtime::PodControl& pods,
                      const Presentation& presentation);
void append_presented(std::string& out, const runtime::EventView& event, const runtime::PodControl& pods,
                      const Presentation& presentation);

// GET of a collection, and of one object.
void list(Call& call);
void get(Call& call);

}  // namespace peapod::api
