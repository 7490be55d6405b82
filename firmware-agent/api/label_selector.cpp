#include "firmware-agent/api/label_selector.h"

#include <algorithm>

namespace peapod::api {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Letters, digits and "-_./": what keys and values are made of.
bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '/';
  });
}

// Up to the next comma outside parentheses.
std::string_view take_requirement(std::string_view& text) {
  std::size_t depth = 0;
  std::size_t at = 0;
  for (; at < text.size() && (text[at] != ',' || depth > 0); ++at) {
    if (text[at] == '(') depth += 1;
    if (text[at] == ')' && depth > 0) depth -= 1;
  }
  const std::string_view requirement = text.substr(0, at);
  text.remove_prefix(std::min(text.size(), at + 1));
  return trim(requirement);
}

// "(a, b)" as its items.
std::optional<std::vector<std::string>> parse_set(std::string_view text) {
  text = trim(text);
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::vector<std::string> values;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    more = comma != std::string_view::npos;
    const std::string_view item = trim(text.substr(0, comma));
    if (!is_word(item)) return std::nullopt;
    values.emplace_back(item);
    if (more) text.remove_prefix(comma + 1);
  }
  return values;
}

}  // namespace

std::optional<LabelSelector::Requirement> LabelSelector::parse_requirement(std::string_view text) {
  using Kind = Requirement::Kind;
  Requirement requirement;
  if (!text.empty() && text.front() == '!') {
    requirement.kind = Kind::Absent;
    requirement.key = trim(text.substr(1));
  } else if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
    std::string_view key = text.substr(0, equals);
    std::string_view value = text.substr(equals + 1);
    requirement.kind = Kind::In;
    if (!value.empty() && value.front() == '=') value.remove_prefix(1);
    if (!key.empty() && key.back() == '!') {
      requirement.kind = Kind::NotIn;
      key.remove_suffix(1);
    }
    requirement.key = trim(key);
    requirement.values.emplace_back(trim(value));
    if (!is_word(requirement.values.front())) return std::nullopt;
  } else if (const std::size_t space = text.find(' '); space != std::string_view::npos) {
    const std::string_view rest = trim(text.substr(space));
    const bool negated = rest.starts_with("notin");
    if (!negated && !rest.starts_with("in")) return std::nullopt;
    auto values = parse_set(rest.substr(negated ? 5 : 2));
    if (!values) return std::nullopt;
    requirement = {negated ? Kind::NotIn : Kind::In, std::string(text.substr(0, space)), std::move(*values)};
  } else {
    requirement.key = text;
  }
  if (requirement.key.empty() || !is_word(requirement.key)) return std::nullopt;
  return requirement;
}

std::optional<LabelSelector> LabelSelector::parse(std::string_view text) {
  LabelSelector selector;
  while (!text.empty()) {
    auto requirement = parse_requirement(take_requirement(text));
    if (!requirement) return std::nullopt;
    selector.requirements_.push_back(std::move(*requirement));
  }
  return selector;
}

bool LabelSelector::matches(const config::Labels& labels) const {
  using Kind = Requirement::Kind;
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& requirement) {
    const auto label = labels.find(requirement.key);
    const bool exists = label != labels.end();
    const auto& values = requirement.values;
    const bool listed = exists && std::find(values.begin(), values.end(), label->second) != values.end();
    switch (requirement.kind) {
      case Kind::In:
        return listed;
      case Kind::NotIn:
        return !listed;
      case Kind::Exists:
        return exists;
      case Kind::Absent:
        return !exists;
    }
    return false;
  });
}

}  // namespace peapod::api
