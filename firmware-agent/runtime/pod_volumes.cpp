#include "firmware-agent/runtime/pod_volumes.h"

#include <sys/stat.h>

#include <cerrno>
#include <optional>

#include "platform/sys/file.h"
#include "platform/volumes/empty_dir.h"
#include "platform/volumes/host_path.h"
#include "platform/volumes/removal.h"

namespace peapod::runtime {
namespace {

bool in_memory(const config::Volume& volume) { return volume.empty_dir->medium == config::StorageMedium::Memory; }

std::string empty_dir_path(const config::Volume& volume, const std::string& run_directory,
                           const std::string& lib_directory) {
  return (in_memory(volume) ? run_directory : lib_directory) + "/volumes/kubernetes.io~empty-dir/" + volume.name;
}

Result<void> make_volume(const config::Pod& pod, const config::Volume& volume, const std::string& run_directory,
                         const std::string& lib_directory) {
  if (volume.host_path) {
    const Result<bool> checked =
        platform::check_host_path(volume.host_path->path, host_path_type(volume.host_path->type));
    if (!checked) return checked.error();
    return {};
  }
  std::optional<std::uint32_t> group;
  if (pod.spec.security_context.fs_group) group = static_cast<std::uint32_t>(*pod.spec.security_context.fs_group);
  const std::string path = empty_dir_path(volume, run_directory, lib_directory);
  if (Result<void> made = make_directory(path.substr(0, path.rfind('/')), 0750); !made) return made;
  if (!in_memory(volume)) return platform::make_empty_dir(path, group);
  std::optional<std::int64_t> size;
  if (volume.empty_dir->size_limit) size = volume.empty_dir->size_limit->value;
  return platform::make_memory_dir(path, size, group);
}

}  // namespace

platform::HostPathType host_path_type(config::HostPathType type) {
  switch (type) {
    case config::HostPathType::Unset:
      return platform::HostPathType::Unset;
    case config::HostPathType::DirectoryOrCreate:
      return platform::HostPathType::DirectoryOrCreate;
    case config::HostPathType::Directory:
      return platform::HostPathType::Directory;
    case config::HostPathType::FileOrCreate:
      return platform::HostPathType::FileOrCreate;
    case config::HostPathType::File:
      return platform::HostPathType::File;
    case config::HostPathType::Socket:
      return platform::HostPathType::Socket;
    case config::HostPathType::CharDevice:
      return platform::HostPathType::CharDevice;
    case config::HostPathType::BlockDevice:
      break;
  }
  return platform::HostPathType::BlockDevice;
}

Result<void> make_directory(const std::string& path, unsigned mode) {
  for (std::size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
    const Result<void> made = platform::sys::make_directory_at(AT_FDCWD, path.substr(0, end), 0755);
    if (!made && made.error().code != EEXIST) return made;
  }
  const Result<void> made = platform::sys::make_directory_at(AT_FDCWD, path, mode);
  return made || made.error().code == EEXIST ? Result<void>() : made;
}

Result<void> make_pod_volumes(const config::Pod& pod, const std::string& run_directory,
                              const std::string& lib_directory) {
  if (!pod.spec.host_ipc) {
    if (Result<void> made = platform::make_shared_memory_dir(run_directory + "/shm"); !made) return made;
  }
  for (const config::Volume& volume : pod.spec.volumes) {
    if (Result<void> made = make_volume(pod, volume, run_directory, lib_directory); !made) {
      return std::move(made.error()).within("MountVolume.SetUp failed for volume \"" + volume.name + "\"");
    }
  }
  return {};
}

std::vector<platform::Mount> volume_mounts(const config::Pod& pod, const config::Container& container,
                                           const std::string& run_directory, const std::string& lib_directory) {
  std::vector<platform::Mount> mounts;
  for (const config::VolumeMount& mount : container.volume_mounts) {
    for (const config::Volume& volume : pod.spec.volumes) {
      if (volume.name != mount.name) continue;
      const std::string source =
          volume.host_path ? volume.host_path->path : empty_dir_path(volume, run_directory, lib_directory);
      struct stat status {};
      const bool directory = ::stat(source.c_str(), &status) != 0 || S_ISDIR(status.st_mode);
      mounts.push_back({source, mount.mount_path, mount.read_only, directory});
    }
  }
  return mounts;
}

Result<void> remove_pod_directories(const std::string& run_directory, const std::string& lib_directory) {
  if (Result<void> unmounted = platform::unmount_below(run_directory); !unmounted) return unmounted;
  if (Result<void> removed = platform::remove_tree(run_directory); !removed) return removed;
  return platform::remove_tree(lib_directory);
}

}  // namespace peapod::runtime
