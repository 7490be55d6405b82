#include "config/mapping.h"
#include "config/names.h"
#include "config/readers.h"

namespace peapod::config {
namespace {

std::string host_path(std::string_view text) {
  if (std::string wrong = absolute_path(text); !wrong.empty()) return wrong;
  const bool climbs = text.find("/../") != std::string_view::npos || text.ends_with("/..");
  return climbs ? "must not contain \"..\"" : "";
}

constexpr Member<EmptyDir> kEmptyDirMembers[] = {
    {"medium",
     [](const Field& field, EmptyDir& out) {
       if (field.text().starts_with("HugePages")) {
         return field.complain_found("is not supported yet: \"\" and \"Memory\" are");
       }
       static constexpr Choice<bool> kMedia[] = {{"", false}, {"Memory", true}};
       read_choice(field, kMedia, out.memory);
     }},
    {"sizeLimit", [](const Field& field, EmptyDir& out) { read_bytes(field, out.size_limit); }},
};

constexpr Choice<HostPathType> kHostPathTypes[] = {
    {"DirectoryOrCreate", HostPathType::DirectoryOrCreate},
    {"Directory", HostPathType::Directory},
    {"FileOrCreate", HostPathType::FileOrCreate},
    {"File", HostPathType::File},
    {"Socket", HostPathType::Socket},
    {"CharDevice", HostPathType::CharDevice},
    {"BlockDevice", HostPathType::BlockDevice},
};

constexpr Member<HostPath> kHostPathMembers[] = {
    {"path", [](const Field& field, HostPath& out) { field.read(out.path, host_path); }},
    {"type", [](const Field& field, HostPath& out) { read_choice(field, kHostPathTypes, out.type); }},
};

constexpr Member<Volume> kVolumeMembers[] = {
    {"name", [](const Field& field, Volume& out) { field.read(out.name, dns_label); }},
    {"emptyDir",
     [](const Field& field, Volume& out) {
       read_members(field, "EmptyDirVolumeSource", kEmptyDirMembers, out.empty_dir.emplace());
     }},
    {"hostPath",
     [](const Field& field, Volume& out) {
       read_members(field, "HostPathVolumeSource", kHostPathMembers, out.host_path.emplace());
       if (field.is_mapping()) field.require("path");
     }},
};

}  // namespace

void read_volume(const Field& field, Volume& out) {
  read_members(field, "Volume", kVolumeMembers, out);
  if (!field.is_mapping()) return;
  field.require("name");
  if (out.empty_dir && out.host_path) field.complain("must have one source, found emptyDir and hostPath");
  if (!out.empty_dir && !out.host_path) out.empty_dir.emplace();  // As Kubernetes defaults it.
}

}  // namespace peapod::config
