#include "config/diagnostic_text.h"

#include <algorithm>

#include "config/encoding.h"
#include "config/excerpt.h"
#include "config/json_writer.h"

namespace peapod::config {
namespace {

constexpr std::size_t kNumberCells = 5;

constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kRed = "\033[31m";
constexpr std::string_view kYellow = "\033[33m";
constexpr std::string_view kCyan = "\033[36m";
constexpr std::string_view kReset = "\033[0m";

std::string_view color_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return kRed;
    case Severity::Warning:
      return kYellow;
    case Severity::Note:
      return kCyan;
  }
  return {};
}

void append_excerpt(std::string& out, const Diagnostic& diagnostic, std::string_view source, bool color) {
  const Excerpt excerpt = excerpt_of(source, diagnostic.position);
  const std::string number = std::to_string(diagnostic.position.line);
  out.append(kNumberCells - std::min(kNumberCells, number.size()), ' ').append(number).append(" | ");
  out.append(excerpt.line).append("\n");
  out.append(std::max(kNumberCells, number.size()), ' ').append(" | ").append(excerpt.caret, ' ');
  if (color) out.append(color_of(diagnostic.severity));
  out.append("^").append(excerpt.caret_size - 1, '~');
  if (color) out.append(kReset);
  out += '\n';
}

}  // namespace

void append_text(std::string& out, const Diagnostics& diagnostics, const std::string& file, std::string_view source,
                 bool color) {
  source = without_byte_order_mark(source);
  for (const Diagnostic& diagnostic : diagnostics) {
    const std::string text = diagnostic.text(file);
    const std::size_t message = text.size() - diagnostic.message.size();
    if (color) {
      out.append(kBold).append(text, 0, message).append(kReset).append(text, message);
    } else {
      out += text;
    }
    out += '\n';
    if (diagnostic.position.line > 0 && !source.empty()) append_excerpt(out, diagnostic, source, color);
  }
}

void append_json(std::string& out, const Diagnostics& diagnostics, const std::string& file, std::string_view source) {
  source = without_byte_order_mark(source);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!out.empty() && out.back() == '}') out += ',';
    JsonWriter json(out);
    json.begin_object();
    json.field("file", file);
    if (diagnostic.position.line > 0) {
      json.field("line", static_cast<std::int64_t>(diagnostic.position.line));
      json.field("column", static_cast<std::int64_t>(diagnostic.position.column));
      json.field("endColumn", static_cast<std::int64_t>(end_column(source, diagnostic.position)));
    }
    json.field_unless_empty("path", diagnostic.path);
    json.field("reason", diagnostic.reason == Reason::Syntax ? "Syntax" : cause_type(diagnostic.reason));
    json.field("severity", severity_name(diagnostic.severity));
    json.field("message", diagnostic.message);
    json.end_object();
  }
}

}  // namespace peapod::config
