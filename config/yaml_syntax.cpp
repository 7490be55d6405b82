#include "config/yaml_syntax.h"

#include <string>

#include "config/wording.h"
#include "config/yaml_tree.h"

namespace peapod::config {
namespace {

// What libyaml knows about the mistake, and the lines around it.
struct Mistake {
  std::string_view problem;
  Position position;
  Position context;       // Where the construct began that could not be finished; equal to position if unknown.
  std::string_view line;  // The line of `position`, without its newline.
  std::string_view context_line;
};

constexpr std::string_view kUnfinishedKey = "could not find expected ':'";
constexpr std::string_view kOpenQuote = "found unexpected end of stream";
constexpr std::string_view kMisplacedColon = "mapping values are not allowed";

bool says(const Mistake& mistake, std::string_view words) {
  return mistake.problem.find(words) != std::string_view::npos;
}

std::string_view line_of(std::string_view source, std::uint32_t number) {
  for (; number > 1; --number) {
    const std::size_t end = source.find('\n');
    if (end == std::string_view::npos) return {};
    source.remove_prefix(end + 1);
  }
  return source.substr(0, source.find('\n'));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

char character_at(std::string_view line, std::uint32_t column) {
  return column >= 1 && column <= line.size() ? line[column - 1] : '\0';
}

std::string in_line(Position position) { return "line " + std::to_string(position.line); }

std::string explain_start_of_token(const Mistake& mistake) {
  const char found = character_at(mistake.line, mistake.position.column);
  if (found == '\t') {
    return "a tab is used as indentation, which YAML forbids: replace every such tab by spaces";
  }
  return "a value may not begin with " + quoted(std::string_view(&found, 1)) + ": put it in quotes";
}

// The key before a misplaced ":" when it is alone in its line: then it is the indentation that is wrong.
std::string_view lone_key(const Mistake& mistake) {
  const std::string_view before = trimmed(mistake.line.substr(0, mistake.position.column - 1));
  return before.find_first_of(" :\"'") == std::string_view::npos ? before : std::string_view();
}

std::string explain_misplaced_colon(const Mistake& mistake) {
  if (const std::string_view key = lone_key(mistake); !key.empty()) {
    return "the key " + quoted(key) + " is indented deeper than the line above allows: indent it like its neighbours";
  }
  return "a second \": \" in one line: put the value in quotes, or begin a new line";
}

std::string explain_unfinished_key(const Mistake& mistake) {
  const std::string_view rest = mistake.context_line.substr(mistake.context.column - 1);
  const std::string word(trimmed(rest));
  return quoted(word) + " needs a \":\" after it (a key ends with \":\", a text over several lines is put in quotes)";
}

// libyaml notices some mistakes behind the place where they are mended.
Position place_to_mend(const Mistake& mistake) {
  if (says(mistake, kUnfinishedKey) || says(mistake, kOpenQuote)) return mistake.context;
  if (says(mistake, kMisplacedColon) && !lone_key(mistake).empty()) {
    const auto blanks = static_cast<std::uint32_t>(mistake.line.find_first_not_of(' '));
    return {mistake.position.line, blanks + 1};
  }
  return mistake.position;
}

std::string explain(const Mistake& mistake) {
  if (says(mistake, "found character that cannot start any token")) return explain_start_of_token(mistake);
  if (says(mistake, "tab character")) {
    return "a tab is used as indentation, which YAML forbids: replace every such tab by spaces";
  }
  if (says(mistake, kUnfinishedKey) || says(mistake, kOpenQuote)) return explain_unfinished_key(mistake);
  if (says(mistake, kMisplacedColon)) return explain_misplaced_colon(mistake);
  if (says(mistake, "block sequence entries are not allowed")) {
    return "a list may not begin in this line: put its first \"- \" on a line of its own";
  }
  if (says(mistake, "did not find expected '-' indicator")) {
    return "the indentation fits neither the list begun in " + in_line(mistake.context) +
           " nor what is around it: begin its items with \"- \" in column " + std::to_string(mistake.context.column);
  }
  if (says(mistake, "did not find expected key")) {
    if (trimmed(mistake.line).starts_with("- ")) {
      return "a list item may not stand here, between the keys of the mapping begun in " + in_line(mistake.context) +
             ": indent the list to its key";
    }
    return "the indentation fits neither the mapping begun in " + in_line(mistake.context) +
           " nor what is around it: its keys begin in column " + std::to_string(mistake.context.column);
  }
  if (says(mistake, "did not find expected ',' or")) {
    const char open = character_at(mistake.context_line, mistake.context.column);
    return std::string("a \",\" or a \"") + (open == '[' ? ']' : '}') + "\" is missing: the \"" + open +
           "\" was opened in " + in_line(mistake.context);
  }
  if (says(mistake, kOpenQuote)) {
    return "the quote opened in " + in_line(mistake.context) + " is not closed";
  }
  if (says(mistake, "found unknown escape character")) {
    return "an unknown escape in double quotes: write \"\\\\\" for a backslash, or use single quotes";
  }
  return "is not YAML: " + std::string(mistake.problem);
}

}  // namespace

Diagnostic explain_syntax_error(const yaml_parser_t& parser, std::string_view source, ByteOffsets& offsets) {
  Mistake mistake;
  mistake.problem = parser.problem != nullptr ? parser.problem : "cannot be read";
  if (parser.error == YAML_READER_ERROR) {
    const Mark mark{static_cast<std::uint32_t>(offsets.begin() + parser.problem_offset)};
    return {position_of(source, mark), "", "is not readable as UTF-8 text: " + std::string(mistake.problem),
            Reason::Syntax};
  }
  mistake.context = mistake.position = position_of(source, offsets.mark(parser.problem_mark));
  if (parser.context != nullptr) mistake.context = position_of(source, offsets.mark(parser.context_mark));
  mistake.line = line_of(source, mistake.position.line);
  mistake.context_line = line_of(source, mistake.context.line);
  return {place_to_mend(mistake), "", explain(mistake), Reason::Syntax};
}

}  // namespace peapod::config
