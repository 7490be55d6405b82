#include "platform/cgroup/group_directory.h"

#include <dirent.h>
#include <fcntl.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <set>

#include "platform/sys/file.h"

namespace peapod::platform {
namespace {

constexpr std::size_t kFileMax = 4U << 20;  // Bytes: some five hundred thousand process ids.
constexpr int kDepthMax = 32;
constexpr int kKillLooksMax = 1000;

template <class Take>
void each_line(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

template <class Number>
Number number_at(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Result<std::shared_ptr<const Hierarchy>> Hierarchy::open(const std::string& path, const std::string& controllers) {
  Result<UniqueFd> root = sys::open(path, O_PATH | O_DIRECTORY);
  if (!root) return std::move(root.error());
  return std::shared_ptr<const Hierarchy>(new Hierarchy{std::move(*root), path, controllers});
}

GroupDirectory GroupDirectory::below(const std::string& name) const {
  return {hierarchy_, name_.empty() ? name : name_ + "/" + name};
}

std::string GroupDirectory::path() const { return name_.empty() ? hierarchy_->path : hierarchy_->path + "/" + name_; }

std::string GroupDirectory::file_name(const std::string& file) const {
  return name_.empty() ? file : name_ + "/" + file;
}

Result<void> GroupDirectory::make() const {
  constexpr mode_t kMode = 0755;
  Result<void> made = sys::make_directory_at(hierarchy_->root.get(), name_, kMode);
  if (!made) return std::move(made.error()).within(hierarchy_->path);
  return made;
}

Result<UniqueFd> GroupDirectory::open(const std::string& file, int flags) const {
  Result<UniqueFd> fd = sys::open_at(hierarchy_->root.get(), file_name(file), flags);
  if (!fd) return std::move(fd.error()).within(hierarchy_->path);
  return fd;
}

Result<void> GroupDirectory::write(const std::string& file, std::string_view text) const {
  Result<void> written = sys::write_file_at(hierarchy_->root.get(), file_name(file), text);
  if (!written) return std::move(written.error()).within(hierarchy_->path);
  return written;
}

Result<std::string> GroupDirectory::read(const std::string& file) const {
  return sys::read_file_at(hierarchy_->root.get(), file_name(file), kFileMax);
}

std::uint64_t GroupDirectory::number(const std::string& file) const {
  const Result<std::string> text = read(file);
  return text ? number_at<std::uint64_t>(*text) : 0;
}

Result<void> GroupDirectory::each_below(const std::function<Result<void>(const GroupDirectory&)>& take) const {
  Result<UniqueFd> directory =
      sys::open_at(hierarchy_->root.get(), name_.empty() ? "." : name_, O_RDONLY | O_DIRECTORY);
  if (!directory) return std::move(directory.error());
  return sys::each_entry(directory->get(), [&](const char* name, unsigned char type) -> Result<void> {
    if (type != DT_DIR) return {};
    return take(below(name));
  });
}

void GroupDirectory::append_members(std::vector<pid_t>& members) const { append_members(members, 0); }

void GroupDirectory::append_members(std::vector<pid_t>& members, int depth) const {
  if (const Result<std::string> text = read("cgroup.procs")) {
    const std::vector<pid_t> pids = parse_pids(*text);
    members.insert(members.end(), pids.begin(), pids.end());
  }
  if (depth == kDepthMax) return;
  // A group that vanishes meanwhile has no members.
  (void)each_below([&](const GroupDirectory& child) -> Result<void> {
    child.append_members(members, depth + 1);
    return {};
  });
}

Result<void> GroupDirectory::remove() const { return remove(0); }

Result<void> GroupDirectory::remove(int depth) const {
  if (depth > kDepthMax) return Error{ELOOP, "remove cgroup '" + path() + "'"};
  Result<void> below = each_below([&](const GroupDirectory& child) { return child.remove(depth + 1); });
  if (!below && below.error().code != ENOENT) return below;
  Result<void> removed = sys::unlink_at(hierarchy_->root.get(), name_, AT_REMOVEDIR);
  if (!removed && removed.error().code != ENOENT) return std::move(removed.error()).within(hierarchy_->path);
  return {};
}

Result<void> kill_members(const std::function<std::vector<pid_t>()>& list) {
  std::set<pid_t> signalled;
  int quiet_looks = 0;
  for (int look = 0; look < kKillLooksMax && quiet_looks < 2; ++look) {
    bool news = false;
    for (const pid_t pid : list()) {
      if (!signalled.insert(pid).second) continue;
      news = true;
      if (::kill(pid, SIGKILL) != 0 && errno != ESRCH) {
        const int code = errno;
        return Error{code, "kill process " + std::to_string(pid)};
      }
    }
    quiet_looks = news ? 0 : quiet_looks + 1;
  }
  return {};
}

std::uint64_t keyed_number(std::string_view text, std::string_view key) {
  std::uint64_t number = 0;
  each_line(text, [&](std::string_view line) {
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ' ') {
      number = number_at<std::uint64_t>(line.substr(key.size() + 1));
    }
  });
  return number;
}

std::vector<pid_t> parse_pids(std::string_view text) {
  std::vector<pid_t> pids;
  each_line(text, [&](std::string_view line) {
    if (const pid_t pid = number_at<pid_t>(line); pid > 0) pids.push_back(pid);
  });
  return pids;
}

}  // namespace peapod::platform
