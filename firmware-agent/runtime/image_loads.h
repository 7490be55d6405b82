#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "firmware-agent/runtime/uv_handle.h"
#include "platform/images/image_store.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

// Unpacking of archives into the image store, one confined child process for each, never in the agent itself.
// Those who want the same archive wait for the same child.
class ImageLoads {
 public:
  using Done = std::function<void(const Result<void>&)>;

  ImageLoads(uv_loop_t* loop, platform::ImageStore& store) : loop_(loop), store_(store) {}
  ~ImageLoads();

  void load(const std::string& source, Done done);

 private:
  struct Load {
    ImageLoads* owner = nullptr;
    std::string source;
    pid_t pid = 0;
    UniqueFd pipe;
    UvHandle<uv_poll_t> watch;
    std::string text;  // What the child says went wrong.
    std::vector<Done> waiting;
  };
  void readable(Load& load);

  uv_loop_t* loop_;
  platform::ImageStore& store_;
  std::map<std::string, std::unique_ptr<Load>> loads_;
};

}  // namespace peapod::runtime
