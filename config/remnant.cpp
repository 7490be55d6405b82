#include "config/remnant.h"

#include <algorithm>

#include "config/source_line.h"

namespace peapod::config {
namespace {

bool ends_here_document(std::string_view word) {
  static constexpr std::string_view kWords[] = {"EOF", "EOT", "EOL", "EOM", "END", "YAML", "_EOF_", "EOD"};
  return std::ranges::find(kWords, word) != std::end(kWords);
}

// "cat <<EOF | kubectl apply -f -", "<<-'EOF'".
bool begins_here_document(std::string_view line) {
  const std::size_t at = line.find("<<");
  if (at == std::string_view::npos) return false;
  const std::size_t word = line.find_first_not_of("-~'\"\\ ", at + 2);
  if (word == std::string_view::npos) return false;
  const std::size_t end = line.find_first_of("'\" |>", word);
  return ends_here_document(line.substr(word, end - word));
}

}  // namespace

std::string_view explain_remnant(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with("```") || line.starts_with("~~~")) {
    return "a code fence of Markdown is no part of a manifest: remove the line";
  }
  if (line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>")) {
    return "an unresolved merge conflict: decide for one of the two versions";
  }
  if (ends_here_document(line)) return "the end of a shell's here-document is no part of a manifest: remove the line";
  if (begins_here_document(line)) {
    return "a shell command is no part of a manifest: keep only the lines of its here-document";
  }
  if (line.starts_with("//") || line.starts_with("/*")) return "a comment begins with \"#\", and JSON has none";
  if (line.find("{{") != std::string_view::npos || line.find("{%") != std::string_view::npos) return kTemplate;
  if (line == "..." || line == "[...]" || line == "\xE2\x80\xA6") {
    return "\"...\" stands for something that was left out: put it back";
  }
  return {};
}

}  // namespace peapod::config
