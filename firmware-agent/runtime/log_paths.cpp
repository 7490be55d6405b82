#include "firmware-agent/runtime/log_paths.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

constexpr std::size_t kFileNameMax = 255;  // ext4, and NAME_MAX.

}  // namespace

std::string pod_log_directory(const std::string& root, std::string_view ns, std::string_view pod,
                              std::string_view uid) {
  std::string path = root + "/pods/";
  path.append(ns).append("_").append(pod).append("_").append(uid);
  return path;
}

std::string container_log_directory(const std::string& pod_directory, std::string_view container) {
  return (pod_directory + "/").append(container);
}

std::string container_log_file(const std::string& container_directory, std::int32_t restart_count) {
  return container_directory + "/" + std::to_string(restart_count) + ".log";
}

std::string container_log_link(const std::string& root, std::string_view pod, std::string_view ns,
                               std::string_view container, std::string_view container_id) {
  constexpr std::string_view kSuffix = ".log";
  std::string name(pod);
  name.append("_").append(ns).append("_").append(container).append("-").append(container_id);
  name.resize(std::min(name.size(), kFileNameMax - kSuffix.size()));
  return root + "/containers/" + name.append(kSuffix);
}

Result<void> make_log_directory(const std::string& directory) {
  for (std::size_t end = directory.find('/', 1);; end = directory.find('/', end + 1)) {
    Result<void> made = platform::sys::make_directory_at(AT_FDCWD, directory.substr(0, end), 0755);
    if (!made && made.error().code != EEXIST) return std::move(made.error()).within("log directory");
    if (end == std::string::npos) return {};
  }
}

Result<void> link_container_log(const std::string& link, const std::string& file) {
  if (Result<void> made = make_log_directory(link.substr(0, link.rfind('/'))); !made) return made;
  if (::symlink(file.c_str(), link.c_str()) == 0) return {};
  if (errno == EEXIST) {
    if (Result<void> removed = unlink_container_log(link); !removed) return removed;
    if (::symlink(file.c_str(), link.c_str()) == 0) return {};
  }
  return Error{errno, "link " + link};
}

Result<void> unlink_container_log(const std::string& link) {
  if (::unlink(link.c_str()) == 0 || errno == ENOENT) return {};
  return Error{errno, "unlink " + link};
}

std::optional<std::int32_t> newest_log_number(const std::string& container_directory) {
  Result<UniqueFd> directory = platform::sys::open(container_directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!directory) return std::nullopt;
  std::optional<std::int32_t> newest;
  const auto look = [&](std::string_view name) {
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || number < 0) return;
    const std::string_view rest = name.substr(static_cast<std::size_t>(end - name.data()));
    if (rest == ".log" || rest.starts_with(".log.")) newest = std::max(newest.value_or(0), number);
  };
  // What could be listed counts, even when the listing ended with an error.
  [[maybe_unused]] const Result<void> listed =
      platform::sys::each_entry(directory->get(), [&](const char* name, unsigned char) -> Result<void> {
        look(name);
        return {};
      });
  return newest;
}

}  // namespace peapod::runtime
