#include "platform/images/image_user.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

namespace peapod::platform {
namespace {

std::string_view take_until(std::string_view& rest, char end) {
  std::string_view taken = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(taken.size() + 1, rest.size()));
  return taken;
}

// The fields of "a:b:c"; those that are not there are empty.
template <std::size_t N>
std::array<std::string_view, N> fields_of(std::string_view line) {
  std::array<std::string_view, N> fields;
  for (std::string_view& field : fields) field = take_until(line, ':');
  return fields;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint32_t> id_of(std::string_view text) {
  std::uint32_t id = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (!is_number(text) || error != std::errc() || id > kUserIdMax) return std::nullopt;
  return id;
}

// Calls take(line) for each line until it returns true.
template <class Take>
void each_line(std::string_view text, Take take) {
  while (!text.empty())
    if (take(take_until(text, '\n'))) return;
}

struct PasswdEntry {
  std::string_view name, home;
  std::uint32_t uid = 0, gid = 0;
};

std::optional<PasswdEntry> find_user(std::string_view passwd, std::string_view name, std::optional<std::uint32_t> uid) {
  std::optional<PasswdEntry> found;
  each_line(passwd, [&](std::string_view line) {
    auto fields = fields_of<7>(line);
    std::optional<std::uint32_t> entry_uid = id_of(fields[2]), entry_gid = id_of(fields[3]);
    if (!entry_uid || !entry_gid || fields[0].empty()) return false;
    if (uid ? *entry_uid != *uid : fields[0] != name) return false;
    found = PasswdEntry{fields[0], fields[5], *entry_uid, *entry_gid};
    return true;
  });
  return found;
}

std::optional<std::uint32_t> find_group(std::string_view group, std::string_view name) {
  std::optional<std::uint32_t> found;
  each_line(group, [&](std::string_view line) {
    auto fields = fields_of<4>(line);
    if (fields[0] == name) found = id_of(fields[2]);
    return found.has_value();
  });
  return found;
}

bool is_member(std::string_view members, std::string_view name) {
  while (!members.empty())
    if (take_until(members, ',') == name) return true;
  return false;
}

Result<std::vector<std::uint32_t>> groups_of(std::string_view group, std::string_view name, std::uint32_t gid) {
  std::vector<std::uint32_t> groups;
  bool too_many = false;
  each_line(group, [&](std::string_view line) {
    auto fields = fields_of<4>(line);
    std::optional<std::uint32_t> id = id_of(fields[2]);
    if (!id || *id == gid || !is_member(fields[3], name)) return false;
    too_many = groups.size() == kUserGroupsMax;
    if (!too_many) groups.push_back(*id);
    return too_many;
  });
  if (too_many) return Error{E2BIG, "groups of user '" + std::string(name) + "'"};
  std::ranges::sort(groups);
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

}  // namespace

Result<ImageUser> resolve_user_in(std::string_view passwd, std::string_view group, std::string_view user) {
  const std::string text(user.substr(0, 256));
  std::size_t colon = user.find(':');
  std::string_view user_part = user.substr(0, colon);
  std::string_view group_part = colon == std::string_view::npos ? std::string_view() : user.substr(colon + 1);
  bool group_given = colon != std::string_view::npos;
  if (user.empty()) user_part = "0";
  if (user_part.empty() || (group_given && group_part.empty()) || group_part.find(':') != std::string_view::npos)
    return Error{EINVAL, "user '" + text + "' is not name[:group]"};

  ImageUser result;
  std::optional<std::uint32_t> uid = id_of(user_part);
  if (!uid && is_number(user_part)) return Error{ERANGE, "user '" + text + "'"};
  std::optional<PasswdEntry> entry = find_user(passwd, user_part, uid);
  if (!entry && !uid) return Error{ENOENT, "user '" + text + "' in the image's /etc/passwd"};
  result.uid = entry ? entry->uid : *uid;
  result.gid = entry ? entry->gid : 0;
  if (entry && entry->home.starts_with('/')) result.home = entry->home;

  if (!group_given) {
    if (!entry) return result;
    Result<std::vector<std::uint32_t>> groups = groups_of(group, entry->name, result.gid);
    if (!groups) return std::move(groups.error());
    result.groups = std::move(*groups);
    return result;
  }
  std::optional<std::uint32_t> gid = id_of(group_part);
  if (!gid && is_number(group_part)) return Error{ERANGE, "group of user '" + text + "'"};
  if (!gid) gid = find_group(group, group_part);
  if (!gid) return Error{ENOENT, "group of user '" + text + "' in the image's /etc/group"};
  result.gid = *gid;
  return result;
}

}  // namespace peapod::platform
