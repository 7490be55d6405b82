#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace peapod {

// A failure of the world (ENOSPC, ENOENT, ...), as data. `code` is an errno value; `what` says which
// operation on which object, outermost first: "create cgroup '/sys/fs/cgroup/memory/x': mkdir". The user's
// mistakes are config::Diagnostic.
struct Error {
  int code = 0;
  std::string what;

  std::string message() const;  // "what: No space left on device"

  // The same error with what the caller knows put in front.
  Error within(std::string_view context) && {
    what.insert(0, ": ").insert(0, context);
    return std::move(*this);
  }
};

// A value or an Error. Test with `if (!result)`, then use error(); value access on an error is our own
// mistake.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() & { return *std::get_if<0>(&state_); }
  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  Error& error() { return *std::get_if<1>(&state_); }
  const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return ok_; }
  Error& error() { return error_; }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace peapod
