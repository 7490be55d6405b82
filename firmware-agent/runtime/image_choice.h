#pragma once

#include <functional>
#include <optional>
#include <string>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/container_setup.h"
#include "firmware-agent/runtime/node.h"
#include "platform/images/image_store.h"

namespace peapod::runtime {

struct ImageChoice {
  std::optional<SetupFailure> failure;
  std::optional<platform::Image> image;  // None without a failure: the box itself.
};

bool is_host_image(const config::Container& container);

// The image of a container, unpacked first when an archive of it lies in the images directory. Nothing is pulled: with
// imagePullPolicy Always the local image serves as well. `done` is called once, before this returns when nothing has to
// be unpacked.
void choose_image(Node& node, const config::Container& container, std::function<void(ImageChoice)> done);

}  // namespace peapod::runtime
