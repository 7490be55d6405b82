#include "config/diagnostic.h"

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

// They are few, and mostly in order.
void sort_by_position(Diagnostics& diagnostics) {
  const auto place = [](const Diagnostic& diagnostic) {
    return std::pair(diagnostic.position.line, diagnostic.position.column);
  };
  for (std::size_t i = 1; i < diagnostics.size(); ++i) {
    for (std::size_t j = i; j > 0 && place(diagnostics[j]) < place(diagnostics[j - 1]); --j) {
      std::swap(diagnostics[j], diagnostics[j - 1]);
    }
  }
}

std::string render(const Diagnostics& diagnostics, const std::string& file) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += diagnostic.text(file) + '\n';
  return out;
}

}  // namespace peapod::config
