#pragma once

// The steps that put a container's root filesystem together.
//
// Everything is made on a private tmpfs ("the stage") where no image and no volume has a say: /dev with its
// nodes, /proc and /sys with their masks, every bind mount with its flags. Only then does the process take
// the image's root as its own (chroot) and moves each finished mount to its place with one mount(MS_MOVE):
// the kernel resolves the target inside that root, symlinks and ".." included, in the same call that mounts.
// There is no moment between check and use, and the same calls serve from Linux 4.19 on. /proc comes last, so
// that no magic link exists while targets are resolved.

#include "platform/launch/step_writer.h"

namespace peapod::platform {

struct RootfsSteps {
  StepWriter::Arg null_device;  // An open /dev/null of the container, for streams that nobody wants.
};

// EINVAL for a mount that no container may have, E2BIG for more layers than one mount takes.
Result<RootfsSteps> add_rootfs(StepWriter& steps, const ContainerDescription& description);

// Makes the current directory, which is the root of a mount, the root of everything, and drops the host's.
void add_pivot(StepWriter& steps);

}  // namespace peapod::platform
