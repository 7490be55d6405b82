#pragma once

// What stands on the stage (rootfs_steps.h) of every container: /dev, /proc and /sys. Names are relative to
// the stage, which is the current directory.

#include <string>

#include "platform/launch/step_writer.h"

namespace peapod::platform {

// An empty read-only tmpfs "empty", to cover directories with.
void stage_empty(StepWriter& steps);

// "dev": tmpfs with the nodes and links of the OCI runtime specification, devpts of its own, mqueue. With a
// tty, its "console" is that of the host.
void stage_dev(StepWriter& steps, const std::string& tty_path);

// "sys": read-only, with the cgroups that the container is in.
void stage_sys(StepWriter& steps, const CgroupPlacement& cgroup);

// "proc" of the PID namespace, with what is hidden and what is read-only in it.
void stage_proc(StepWriter& steps);

}  // namespace peapod::platform
