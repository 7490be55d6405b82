#include "config/yaml_syntax.h"

#include <algorithm>
#include <optional>
#include <string>

#include "config/lookalike.h"
#include "config/remark.h"
#include "config/remnant.h"
#include "config/source_line.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

// A mistake while it is being understood: what libyaml says, and the lines in question.
struct Mistake {
  const YamlError& error;
  std::string_view source;
  SourceLine line;          // Of the problem.
  SourceLine context_line;  // Of what could not be finished.
  SourceLine above;         // The line above the problem that is not empty.

  bool says(std::string_view words) const { return error.problem.find(words) != std::string_view::npos; }
  bool reads(std::string_view words) const { return error.context.find(words) != std::string_view::npos; }
  std::string_view before_problem() const { return line.text.substr(0, error.problem_mark.offset - line.begin); }
  char at_problem() const { return at(error.problem_mark); }
  char at_context() const { return at(error.context_mark); }
  char at(Mark mark) const { return mark.offset < source.size() ? source[mark.offset] : '\0'; }
  std::string context_line_number() const {
    return "line " + std::to_string(position_of(source, error.context_mark).line);
  }
};

// Words and the place where the mistake is mended, which is often not where libyaml noticed it.
struct Explanation {
  std::size_t offset = 0;
  std::string words;
};

constexpr std::string_view kTab = "a tab is used as indentation, which YAML forbids: replace every such tab by spaces";

std::size_t first_word(const SourceLine& line) { return line.begin + line.indentation(); }

std::string_view without_dash(std::string_view words) {
  while (words.starts_with("- ")) words = trimmed(words.substr(2));
  return words;
}

std::optional<Explanation> find_remnant(const Mistake& mistake) {
  for (const SourceLine& line : {mistake.line, mistake.context_line, mistake.above}) {
    if (const std::string_view words = explain_remnant(line.text); !words.empty()) {
      return Explanation{first_word(line), std::string(words)};
    }
  }
  return std::nullopt;
}

// Only what can be the reason: typographic quotes are letters like others inside of a text.
std::optional<Explanation> find_culprit(const Mistake& mistake) {
  for (const SourceLine& line : {mistake.line, mistake.context_line, mistake.above}) {
    const auto found = find_lookalike(line.text);
    if (!found) continue;
    const bool begins_word =
        found->offset == 0 || std::string_view(" \t[{,").find(line.text[found->offset - 1]) != std::string_view::npos;
    if (is_invisible(found->code) || found->instead == ":" || begins_word) {
      return Explanation{line.begin + found->offset, explain(*found)};
    }
  }
  return std::nullopt;
}

std::string needs_colon(std::string_view word) {
  if (const std::string_view key = key_without_blank(word); !key.empty()) {
    return "a blank is missing after the \":\" of " + quoted(key);
  }
  return quoted(word) + " needs a \":\" after it (a key ends with \":\", a text over several lines is put in quotes)";
}

Explanation explain_unfinished_key(const Mistake& mistake) {
  const std::size_t offset = mistake.error.context_mark.offset;
  const char first = mistake.at_context();
  if (first == '"' || first == '\'') return {offset, "the quote that is opened here is not closed"};
  const std::string_view rest = mistake.context_line.text.substr(offset - mistake.context_line.begin);
  return {offset, needs_colon(trimmed(rest))};
}

// A ": " where none may be: the line is indented wrongly, a neighbour lacks its own, or there are two in one line.
Explanation explain_misplaced_colon(const Mistake& mistake) {
  const std::size_t place = first_word(mistake.line);
  const std::string_view key = without_dash(trimmed(mistake.before_problem()));
  const bool lone_key = key.find_first_of(" :\"'") == std::string_view::npos;
  if (!lone_key) {
    return {mistake.error.problem_mark.offset,
            "a second \": \" in one line: put the value in quotes, or begin a new line"};
  }
  const std::string_view above = without_dash(mistake.above.trimmed());
  if (above.size() > 1 && above[0] == '-' && above[1] != '-' && above[1] != ' ') {
    return {first_word(mistake.above),
            "a blank is missing after the \"-\" of " + quoted(above.substr(0, above.find(':')))};
  }
  const std::size_t colon = above.find(": ");
  if (colon == std::string_view::npos && !above.empty() && !above.ends_with(':')) {
    return {static_cast<std::size_t>(above.data() - mistake.source.data()), needs_colon(above)};
  }
  std::string words = "the key " + quoted(key) + " is indented deeper than the line above allows";
  if (colon == std::string_view::npos) return {place, words + ": indent it like its neighbours"};
  return {place, words + ": " + quoted(above.substr(0, colon)) +
                     " has a value already; indent both alike, or remove that value"};
}

// Where the line above opens a quote that it does not close, so that the next quote closes it.
std::size_t open_quote_above(const Mistake& mistake, char quote) {
  const std::string_view above = mistake.above.text;
  const bool is_open = std::ranges::count(above, quote) % 2 == 1;
  return is_open ? mistake.above.begin + above.rfind(quote) : std::string_view::npos;
}

Explanation explain_unexpected_token(const Mistake& mistake) {
  const std::size_t place = mistake.error.problem_mark.offset;
  const std::string_view before = trimmed(mistake.before_problem());
  if (before.ends_with('"') || before.ends_with('\'')) {
    const std::size_t opened = open_quote_above(mistake, before.back());
    if (opened != std::string_view::npos) return {opened, "the quote that is opened here is not closed in its line"};
    return {place,
            "the text goes on after its closing quote: put all of it in quotes, and write a quote inside as \\\" in "
            "double or '' in single quotes"};
  }
  if (before.ends_with(']') || before.ends_with('}')) {
    return {place, "the text goes on after its closing \"" + std::string(1, before.back()) +
                       "\": put all of it in quotes, or remove what follows"};
  }
  if (mistake.line.trimmed().starts_with("- ")) {
    return {place, "a list item may not stand here, between the keys of the mapping begun in " +
                       mistake.context_line_number() + ": indent the list to its key"};
  }
  const auto column = position_of(mistake.source, mistake.error.context_mark).column;
  const std::string where = mistake.context_line_number();
  if (mistake.says("'-' indicator")) {
    return {place, "the indentation fits neither the list begun in " + where +
                       " nor what is around it: begin its items with \"- \" in column " + std::to_string(column)};
  }
  return {place, "the indentation fits neither the mapping begun in " + where +
                     " nor what is around it: its keys begin in column " + std::to_string(column)};
}

Explanation explain_start_of_token(const Mistake& mistake) {
  const std::size_t place = mistake.error.problem_mark.offset;
  const char found = mistake.at_problem();
  if (found == '\t') return {place, std::string(kTab)};
  return {place, "a value may not begin with " + quoted(std::string_view(&found, 1)) + ": put it in quotes"};
}

Explanation explain_problem(const Mistake& mistake) {
  const std::size_t place = mistake.error.problem_mark.offset;
  if (mistake.says("cannot start any token") || mistake.says("did not find expected node content") ||
      mistake.says("mapping keys are not allowed")) {
    return explain_start_of_token(mistake);
  }
  if (mistake.says("tab character")) return {place, std::string(kTab)};
  if (mistake.says("could not find expected ':'") || mistake.says("unexpected end of stream")) {
    return explain_unfinished_key(mistake);
  }
  if (mistake.says("mapping values are not allowed")) return explain_misplaced_colon(mistake);
  if (mistake.says("block sequence entries are not allowed")) {
    return {place, "a list may not begin in this line: put its first \"- \" on a line of its own"};
  }
  if (mistake.says("did not find expected key") || mistake.says("did not find expected '-' indicator")) {
    return explain_unexpected_token(mistake);
  }
  if (mistake.says("did not find expected ',' or")) {
    const std::string_view before = mistake.before_problem();
    if (before.ends_with('"') || before.ends_with('\'')) return explain_unexpected_token(mistake);
    const char open = mistake.at_context();
    return {place, std::string("a \",\" or a \"") + (open == '[' ? ']' : '}') + "\" is missing: the \"" + open +
                       "\" was opened in " + mistake.context_line_number()};
  }
  if (mistake.reads("scanning an alias") || mistake.reads("scanning an anchor")) {
    const std::size_t begin = mistake.error.context_mark.offset;
    return {begin, "a value may not begin with " + quoted(mistake.source.substr(begin, 1)) + ": put it in quotes"};
  }
  if (mistake.reads("scanning a block scalar")) {
    return {place, "nothing may follow the \"|\" or \">\" in its line: the text begins in the next, indented"};
  }
  if (mistake.says("unknown escape character") || mistake.says("hexdecimal number")) {
    return {place, "an unknown escape in double quotes: write \"\\\\\" for a backslash, or use single quotes"};
  }
  return {place, "is not YAML: " + std::string(mistake.error.problem)};
}

}  // namespace

Diagnostic explain_syntax_error(const YamlError& error, std::string_view source) {
  Mistake mistake{
      error, source, line_at(source, error.problem_mark.offset), line_at(source, error.context_mark.offset), {}};
  mistake.above = line_above(source, mistake.line);
  auto explanation = find_remnant(mistake);
  if (!explanation) explanation = find_culprit(mistake);
  if (!explanation) explanation = explain_problem(mistake);
  const Mark place{static_cast<std::uint32_t>(explanation->offset)};
  return {position_of(source, place), "", std::move(explanation->words), Reason::Syntax};
}

}  // namespace peapod::config
