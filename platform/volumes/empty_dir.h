#pragma once

// emptyDir volumes and the pod's /dev/shm: directories that start empty and live as long as their pod.

#include <cstdint>
#include <optional>
#include <string>

#include "platform/sys/result.h"

namespace peapod::platform {

// Makes the directory `path` (its parent exists), mode 0777, on the filesystem it lies on. With `fs_group`:
// owned by that group, setgid, group may write (kubelet 1.36 pkg/volume/volume_linux.go SetVolumeOwnership).
// One that is there stays, contents and all.
Result<void> make_empty_dir(const std::string& path, std::optional<std::uint32_t> fs_group);

// The same as a tmpfs mounted there, at most `size_bytes` (none: half of the memory, the kernel's default),
// not swapped out where the kernel can promise it (6.4). One that is mounted already stays.
Result<void> make_memory_dir(const std::string& path, std::optional<std::int64_t> size_bytes,
                             std::optional<std::uint32_t> fs_group);

// /dev/shm of a pod: tmpfs of 64 MiB, mode 1777 (containerd's sandbox default).
Result<void> make_shared_memory_dir(const std::string& path);

}  // namespace peapod::platform
