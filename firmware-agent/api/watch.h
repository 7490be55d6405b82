#pragma once

// A watch: the changes of a collection as a stream of JSON events. An object that comes to match the
// selectors is ADDED, one that no longer does is DELETED, whatever happened to it.

#include <uv.h>

#include <memory>
#include <set>
#include <string>

#include "firmware-agent/api/collection.h"
#include "firmware-agent/runtime/uv_handle.h"

namespace peapod::api {

class Watch final : public http::Activity {
 public:
  Watch(http::Connection& connection, runtime::PodControl& pods, Resource resource, Selection selection,
        Presentation presentation);

  // Tells of what is there and newer than `since`, then of every change. With `bookmark` the end of what was
  // there is marked. `timeout_seconds` 0: for ever.
  void start(std::uint64_t since, bool bookmark, std::uint64_t timeout_seconds);

 private:
  template <class View>
  void tell(runtime::ChangeKind kind, const View& view, const std::string& key);
  template <class View>
  void tell_if_newer(const View& view, const std::string& key, std::uint64_t since);
  void tell_bookmark();
  void on_change(const runtime::Change& change);

  http::Connection& connection_;
  runtime::PodControl& pods_;
  Resource resource_;
  Selection selection_;
  Presentation presentation_;
  std::set<std::string> known_;  // Matching objects: uid of a pod, name of an event.
  std::unique_ptr<runtime::PodControl::Subscription> changes_;
  runtime::UvHandle<uv_timer_t> timer_;
};

// Answers a GET with watch=true. 410 when objects may have been deleted since the version the client has
// seen.
void watch(Call& call);

}  // namespace peapod::api
