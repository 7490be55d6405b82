#include "field_list.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "config/kinds.h"
#include "config/schema/row_text.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

// All object types below `type` in the order of a reader; those inside refused fields when `also_refused`.
void collect(const Type& type, bool also_refused, std::vector<const Type*>& out) {
  // Two types may have the same fields and differ in their rules only.
  const auto is_same = [&](const Type* other) { return other->rows.data() == type.rows.data(); };
  if (std::ranges::any_of(out, is_same)) return;
  out.push_back(&type);
  for (const Row& row : type.rows) {
    if (row.verdict == Verdict::Refused && row.only == nullptr && !also_refused) continue;
    if (const Type* const below = object_below(row)) collect(*below, also_refused, out);
  }
}

// `seccompProfile.type` is not all of itself: (Unconfined).
std::string supported_values(const Row& row) {
  const Type* const type = row.member.type;
  if (type == nullptr || type->shape != Type::Shape::Choice) return {};
  std::string names;
  bool all = true;
  for (const Choice& choice : type->choices) {
    all = all && choice.refusal == nullptr;
    if (choice.refusal != nullptr) continue;
    if (!names.empty()) names += ", ";
    names += *choice.name == '\0' ? "\"\"" : choice.name;
  }
  return all ? "" : " (" + names + ")";
}

std::string names_with(const Type& type, Verdict verdict) {
  std::string names;
  for (const Row& row : type.rows) {
    if (row.verdict != verdict) continue;
    if (!names.empty()) names += ' ';
    names += '`' + std::string(row.name) + '`' + supported_values(row);
    if (row.only != nullptr) names += " (unless " + std::string(row.only) + ")";
  }
  return names;
}

bool runs_whole(const Type& type) {
  return std::ranges::all_of(
      type.rows, [](const Row& row) { return row.verdict == Verdict::Runs && supported_values(row).empty(); });
}

// Fields of a status do not run: the agent writes them.
std::string verdict_of(const Row& row, bool is_status) {
  return is_status && row.verdict == Verdict::Runs ? "written by the agent" : verdict_text(row);
}

// A bar ends a cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string support_table() {
  std::vector<const Type*> types;
  collect(TypeOf<Pod>::value, false, types);
  for (const Kind& kind : all_kinds()) collect(kind.type, false, types);
  std::string out = "| type | runs | accepted without effect | refused |\n|---|---|---|---|\n";
  for (const Type* const type : types) {
    if (runs_whole(*type)) continue;
    out += "| " + std::string(type->name) + " | " + names_with(*type, Verdict::Runs) + " | " +
           names_with(*type, Verdict::NoEffect) + " | " + names_with(*type, Verdict::Refused) + " |\n";
  }
  return out;
}

std::string field_list() {
  std::vector<const Type*> types;
  for (const Row& row : TypeOf<Pod>::value.rows) {
    const Type* const below = object_below(row);
    if (types.empty()) types.push_back(&TypeOf<Pod>::value);
    if (below != nullptr && below != &kPodStatus) collect(*below, true, types);
  }
  for (const Kind& kind : all_kinds()) {
    if (kind.name != "Pod") collect(kind.type, true, types);
  }
  const std::size_t first_status = types.size();
  collect(kPodStatus, true, types);
  collect(kEvent, true, types);
  std::string out;
  for (std::size_t i = 0; i < types.size(); ++i) {
    const Type* const type = types[i];
    if (type->rows.empty()) continue;
    if (!out.empty()) out += '\n';
    out += "## " + std::string(type->name) +
           "\n\n| field | type | values | verdict | what it is |\n|---|---|---|---|---|\n";
    for (const Row& row : type->rows) {
      out += "| `" + std::string(row.name) + "` | " + type_text(row) + " | " + cell(value_text(row)) + " | " +
             cell(verdict_of(row, i >= first_status)) + " | " + cell(row.text) + " |\n";
    }
  }
  return out;
}

}  // namespace peapod::config::schema
