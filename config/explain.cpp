#include "config/explain.h"

#include <algorithm>
#include <vector>

#include "config/agent_config.h"
#include "config/kinds.h"
#include "config/schema/row_text.h"
#include "config/schema/types.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

using schema::find_row;
using schema::object_below;
using schema::Row;
using schema::Type;
using schema::type_text;
using schema::value_text;
using schema::Verdict;
using schema::verdict_text;

constexpr std::size_t kTextColumns = 100;

// What no manifest holds.
const Kind kEventKind = {"Event", "v1", schema::kEvent, "Something that has happened to a pod.", nullptr};
const Kind kAgentConfigKind = {"AgentConfig", "peapod.dev/v1alpha1", schema::kAgentConfig,
                               "Settings of the agent: /etc/peapod/agent.yaml.", nullptr};

struct ShortName {
  std::string_view word;
  std::string_view kind;
};
constexpr ShortName kShortNames[] = {{"cm", "ConfigMap"},  {"deploy", "Deployment"}, {"ds", "DaemonSet"},
                                     {"ev", "Event"},      {"ns", "Namespace"},      {"po", "Pod"},
                                     {"rs", "ReplicaSet"}, {"sa", "ServiceAccount"}, {"sts", "StatefulSet"}};

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

std::vector<const Kind*> explained_kinds() {
  std::vector<const Kind*> kinds;
  for (const Kind& kind : all_kinds()) kinds.push_back(&kind);
  kinds.push_back(&kEventKind);
  kinds.push_back(&kAgentConfigKind);
  return kinds;
}

// "pod", "pods", "Pod", "po".
const Kind* kind_of_word(std::string_view word) {
  const std::string wanted = in_lower_case(word);
  for (const Kind* const kind : explained_kinds()) {
    const std::string name = in_lower_case(kind->name);
    if (wanted == name || wanted == name + "s") return kind;
    for (const ShortName& known : kShortNames) {
      if (known.kind == kind->name && known.word == wanted) return kind;
    }
  }
  return nullptr;
}

std::string no_such_kind(std::string_view word) {
  std::vector<std::string> names;
  for (const Kind* const kind : explained_kinds()) names.push_back(in_lower_case(kind->name));
  const std::vector<std::string_view> known(names.begin(), names.end());
  return "there is nothing to explain about kind " + quoted(word) + did_you_mean(word, known);
}

// "spec.containers[0].image" is spec, containers, image.
std::vector<std::string_view> steps_of(std::string_view path) {
  std::vector<std::string_view> steps;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const std::string_view step = path.substr(0, dot);
    steps.push_back(step.substr(0, step.find('[')));
    path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  }
  return steps;
}

std::string no_such_field(std::string_view step, const std::string& in, const Type* type) {
  std::vector<std::string_view> known;
  if (type != nullptr) {
    for (const Row& row : type->rows) known.push_back(row.name);
  }
  return in + " has no field " + quoted(step) + did_you_mean(step, known);
}

// In lines of at most kTextColumns, each indented.
void append_text(std::string& out, std::string_view text, std::size_t indent) {
  std::size_t column = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (column > 0 && column + 1 + word.size() > kTextColumns) {
      out += '\n';
      column = 0;
    }
    out += column == 0 ? std::string(indent, ' ') : " ";
    column = column == 0 ? indent + word.size() : column + 1 + word.size();
    out += word;
  }
  out += '\n';
}

void append_member(std::string& out, const Row& row) {
  out += std::string("  ") + row.name + "  <" + type_text(row) + ">";
  if (const std::string values = value_text(row); !values.empty()) out += "  " + values;
  out += '\n';
  append_text(out, row.text, 4);
  if (row.verdict != Verdict::Runs) append_text(out, "(" + verdict_text(row) + ")", 4);
  out += '\n';
}

void append_tree(std::string& out, const Type& type, std::size_t depth) {
  for (const Row& row : type.rows) {
    out += std::string(2 * depth, ' ') + row.name + "  <" + type_text(row) + ">";
    if (row.required) out += "  required";
    if (row.verdict != Verdict::Runs) out += row.verdict == Verdict::Refused ? "  refused" : "  no effect";
    out += '\n';
    if (const Type* const below = object_below(row)) append_tree(out, *below, depth + 1);
  }
}

void append_members(std::string& out, const Type& type, bool recursive) {
  if (type.rows.empty()) return;
  out += "\nFIELDS:\n";
  if (recursive) return append_tree(out, type, 1);
  for (const Row& row : type.rows) append_member(out, row);
  out.pop_back();
}

void append_field(std::string& out, const Row& row, const std::string& held_back) {
  out += std::string("FIELD:    ") + row.name + " <" + type_text(row) + ">\n";
  if (const std::string values = value_text(row); !values.empty()) {
    out += "VALUE:    " + values + "\n";
  }
  out += "VERDICT:  " + (held_back.empty() ? verdict_text(row) : held_back) + "\n";
}

}  // namespace

Explanation explain(std::string_view path, bool recursive) {
  std::vector<std::string_view> steps = steps_of(path);
  if (steps.empty()) return {"", no_such_kind(path)};
  const Kind* kind = kind_of_word(steps.front());
  if (kind != nullptr) {
    steps.erase(steps.begin());
  } else if (find_row(schema::TypeOf<Pod>::value, steps.front()) != nullptr) {
    kind = find_kind("Pod");
  } else {
    return {"", no_such_kind(steps.front())};
  }

  std::string where = in_lower_case(kind->name);
  std::string held_back;  // The verdict of the outermost field that does not run, when the last one is inside it.
  const Type* type = &kind->type;
  const Row* row = nullptr;
  for (const std::string_view step : steps) {
    if (row != nullptr && row->verdict != Verdict::Runs && held_back.empty()) {
      held_back = where + " is " + verdict_text(*row);
    }
    row = type == nullptr ? nullptr : find_row(*type, step);
    if (row == nullptr) return {"", no_such_field(step, where, type)};
    where += "." + std::string(step);
    type = object_below(*row);
  }

  std::string out = "KIND:     " + std::string(kind->name) + "\nVERSION:  " + std::string(kind->api_version) + "\n\n";
  if (row != nullptr) append_field(out, *row, held_back);
  out += row != nullptr ? "\nDESCRIPTION:\n" : "DESCRIPTION:\n";
  append_text(out, row != nullptr ? row->text : kind->text, 4);
  if (type != nullptr) append_members(out, *type, recursive);
  return {std::move(out), ""};
}

}  // namespace peapod::config
