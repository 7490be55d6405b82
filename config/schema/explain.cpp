#include "config/schema/explain.h"

#include <algorithm>
#include <vector>

#include "config/schema/row_text.h"
#include "config/schema/types.h"
#include "config/wording.h"

namespace peapod::config::schema {
namespace {

constexpr std::size_t kTextColumns = 100;

struct Kind {
  std::string_view name;
  std::string_view words[3];  // As commands take it.
  const Type& type;
  const char* text;
};
const Kind kKinds[] = {
    {"Pod", {"pod", "pods", "po"}, TypeOf<Pod>::value, "Containers that run together on this box."},
    {"Event", {"event", "events", "ev"}, kEvent, "Something that has happened to a pod."},
};

const Kind* find_kind(std::string_view word) {
  for (const Kind& kind : kKinds) {
    for (const std::string_view known : kind.words) {
      if (word == known || word == kind.name) return &kind;
    }
  }
  return nullptr;
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
  const Kind* kind = steps.empty() ? nullptr : find_kind(steps.front());
  if (kind != nullptr) {
    steps.erase(steps.begin());
  } else if (!steps.empty() && find_row(TypeOf<Pod>::value, steps.front()) != nullptr) {
    kind = find_kind("Pod");
  } else {
    const std::vector<std::string_view> known = {"pod", "event"};
    const std::string_view word = steps.empty() ? path : steps.front();
    return {"", "there is nothing to explain about kind " + quoted(word) + did_you_mean(word, known)};
  }

  std::string where(kind->words[0]);
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

  std::string out = "KIND:     " + std::string(kind->name) + "\nVERSION:  v1\n\n";
  if (row != nullptr) append_field(out, *row, held_back);
  out += row != nullptr ? "\nDESCRIPTION:\n" : "DESCRIPTION:\n";
  append_text(out, row != nullptr ? row->text : kind->text, 4);
  if (type != nullptr) append_members(out, *type, recursive);
  return {std::move(out), ""};
}

}  // namespace peapod::config::schema
