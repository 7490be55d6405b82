#pragma once

// An object that contains libuv handles. libuv closes a handle later, in a callback of the loop, and the
// memory must last until then: so such an object is owned by a LoopOwned, whose end closes the handles and
// deletes the object when the last of them is closed. Nothing of the object's is called after that end; to
// forget it is enough.

#include <uv.h>

#include <array>
#include <cstdint>
#include <memory>

namespace peapod::runtime {

class LoopObject {
 public:
  LoopObject(const LoopObject&) = delete;
  LoopObject& operator=(const LoopObject&) = delete;

  struct Dispose {
    void operator()(LoopObject* object) const { object->dispose(); }
  };

 protected:
  LoopObject() = default;
  virtual ~LoopObject() = default;

  // From here on `handle` is open and closed by dispose(). Its data is set to this object. At most
  // kHandlesMax.
  void opened(uv_handle_t* handle);
  // Closes a handle before the end; handle_closed() follows, from the loop, unless the object is disposed of
  // meanwhile.
  void close_handle(uv_handle_t* handle);
  virtual void handle_closed(uv_handle_t*) {}

 private:
  static constexpr std::size_t kHandlesMax = 4;

  void dispose();
  static void closed(uv_handle_t* handle);

  std::array<uv_handle_t*, kHandlesMax> handles_{};
  bool disposed_ = false;
};

template <class T>
using LoopOwned = std::unique_ptr<T, LoopObject::Dispose>;

}  // namespace peapod::runtime
