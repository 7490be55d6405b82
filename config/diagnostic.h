#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peapod::config {

// Where a mistake stands: both from 1, 0 when there is no place (an empty file, a rule about the whole).
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;  // In bytes of the line, as editors that jump to file:line:col count.
};

// What kind of mistake it is, for the `details.causes` of a 422 (apimachinery field.ErrorType, metav1.CauseType).
enum class Reason : std::uint8_t {
  Invalid,
  Required,
  Duplicate,
  NotFound,
  NotSupported,
  Forbidden,
  TypeInvalid,
  Syntax
};

std::string_view cause_type(Reason reason);  // "FieldValueRequired"

enum class Severity : std::uint8_t {
  Error,
  Warning,  // Accepted, and probably not what was meant.
  Note,     // Accepted, and without effect here: said, and no reason to refuse.
};

// One mistake of the user, as data.
struct Diagnostic {
  Position position;
  std::string path;     // "spec.containers[0].livenessProbe.periodSeconds"; empty for mistakes of syntax.
  std::string message;  // As the API server words it, and a remedy where there is one.
  Reason reason = Reason::Invalid;
  Severity severity = Severity::Error;

  // "pod.yaml:9:22: spec.containers[0].image: Required value"; what is no error has its severity before the path.
  std::string text(const std::string& file) const;
};

// What stands at the same place keeps its order.
void sort_by_position(std::vector<Diagnostic>& diagnostics);

std::string_view severity_name(Severity severity);  // "error"

using Diagnostics = std::vector<Diagnostic>;

// One line per mistake, each ended by a newline.
std::string render(const Diagnostics& diagnostics, const std::string& file);

}  // namespace peapod::config
