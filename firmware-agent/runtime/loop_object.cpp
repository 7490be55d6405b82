#include "firmware-agent/runtime/loop_object.h"

#include <algorithm>
#include <cassert>

namespace peapod::runtime {

void LoopObject::opened(uv_handle_t* handle) {
  const auto place = std::find(handles_.begin(), handles_.end(), nullptr);
  assert(place != handles_.end());
  *place = handle;
  handle->data = this;
}

void LoopObject::close_handle(uv_handle_t* handle) { uv_close(handle, closed); }

void LoopObject::dispose() {
  assert(!disposed_);
  disposed_ = true;
  bool any = false;
  for (uv_handle_t* handle : handles_) {
    if (handle == nullptr) continue;
    any = true;
    if (uv_is_closing(handle) == 0) uv_close(handle, closed);
  }
  if (!any) delete this;
}

void LoopObject::closed(uv_handle_t* handle) {
  LoopObject& object = *static_cast<LoopObject*>(handle->data);
  *std::find(object.handles_.begin(), object.handles_.end(), handle) = nullptr;
  if (!object.disposed_) return object.handle_closed(handle);
  if (std::all_of(object.handles_.begin(), object.handles_.end(), [](auto* open) { return open == nullptr; })) {
    delete &object;
  }
}

}  // namespace peapod::runtime
