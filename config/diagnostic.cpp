#include "config/diagnostic.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace peapod::config {

std::string_view cause_type(Reason reason) {
  switch (reason) {
    case Reason::Invalid:
    case Reason::Syntax:  // The API has no cause for it: such a body is a 400.
      return "FieldValueInvalid";
    case Reason::Required:
      return "FieldValueRequired";
    case Reason::Duplicate:
      return "FieldValueDuplicate";
    case Reason::NotFound:
      return "FieldValueNotFound";
    case Reason::NotSupported:
      return "FieldValueNotSupported";
    case Reason::Forbidden:
      return "FieldValueForbidden";
    case Reason::TypeInvalid:
      return "FieldValueTypeInvalid";
  }
  return {};
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return {};
}

std::string Diagnostic::text(const std::string& file) const {
  std::string out = file;
  if (position.line > 0) {
    out += ':' + std::to_string(position.line) + ':' + std::to_string(position.column);
  }
  if (severity != Severity::Error) out.append(": ").append(severity_name(severity));
  if (!path.empty()) out += ": " + path;
  return out + ": " + message;
}

// They are at most kDiagnosticsMax; std::stable_sort of them is 4 KB of code.
void sort_by_position(Diagnostics& diagnostics) {
  const auto comes_first = [](const Diagnostic& one, const Diagnostic& other) {
    return std::pair(one.position.line, one.position.column) < std::pair(other.position.line, other.position.column);
  };
  for (auto next = diagnostics.begin(); next != diagnostics.end(); ++next) {
    std::rotate(std::upper_bound(diagnostics.begin(), next, *next, comes_first), next, std::next(next));
  }
}

std::string render(const Diagnostics& diagnostics, const std::string& file) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += diagnostic.text(file) + '\n';
  return out;
}

}  // namespace peapod::config
