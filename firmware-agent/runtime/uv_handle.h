#pragma once

#include <uv.h>

#include <memory>

namespace peapod::runtime {

// libuv closes handles asynchronously, so the memory of one outlives its owner: the deleter closes it, and
// only the close callback frees it. A descriptor that a poll handle watches may be closed right after the
// handle was reset.
template <class Handle>
struct CloseHandle {
  void operator()(Handle* handle) const {
    uv_close(reinterpret_cast<uv_handle_t*>(handle),
             [](uv_handle_t* closed) { delete reinterpret_cast<Handle*>(closed); });
  }
};

template <class Handle>
using UvHandle = std::unique_ptr<Handle, CloseHandle<Handle>>;

// A started poll on `fd`; `owner` comes back as handle->data.
inline UvHandle<uv_poll_t> watch_fd(uv_loop_t* loop, int fd, int events, void* owner, uv_poll_cb callback) {
  auto* handle = new uv_poll_t;
  if (uv_poll_init(loop, handle, fd) != 0) {
    delete handle;  // Not a pollable descriptor: nothing was registered.
    return nullptr;
  }
  handle->data = owner;
  UvHandle<uv_poll_t> owned(handle);
  uv_poll_start(handle, events, callback);
  return owned;
}

inline UvHandle<uv_timer_t> make_timer(uv_loop_t* loop, void* owner) {
  auto* handle = new uv_timer_t;
  uv_timer_init(loop, handle);
  handle->data = owner;
  return UvHandle<uv_timer_t>(handle);
}

}  // namespace peapod::runtime
