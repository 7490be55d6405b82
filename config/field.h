#pragma once

// A cursor on one field of a manifest which knows its path and its place, so that a check is one line and its
// complaint always says where. It reads scalars with the strictness of the Kubernetes API: a text is not a
// number.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/diagnostic.h"
#include "config/yaml_tree.h"

namespace peapod::config {

inline constexpr std::size_t kDiagnosticsMax = 100;

enum class UnknownFields : std::uint8_t {
  Refused,
  Dropped,  // With a warning each: fieldValidation Warn and Ignore of the API.
};

namespace schema {
struct Level;
}

// What all fields of one text share. With kDiagnosticsMax mistakes the reading ends: the rest is not looked
// at.
struct Reading {
  const Tree& tree;
  Diagnostics& diagnostics;
  Diagnostics& notes;  // At most kDiagnosticsMax too.
  UnknownFields unknown_fields = UnknownFields::Refused;
  const schema::Level* innermost = nullptr;  // The object that is being read.

  bool full() const { return diagnostics.size() >= kDiagnosticsMax; }
};

// What is wrong with a text, e.g. "must be an absolute path"; empty when it is fine.
using Rule = std::string (*)(std::string_view text);

class Field {
 public:
  Field(Reading& reading, NodeId node) : reading_(&reading), node_(node) {}

  // Its member or item: absent ones too, so that "is required" has a path; their place is the nearest thing
  // there is.
  Field member(std::string_view key) const;
  Field item(std::size_t index) const;

  bool full() const { return reading_->full(); }
  Reading& reading() const { return *reading_; }
  bool present() const;  // Is written and not null.
  bool is_null() const;
  bool is_scalar() const { return exists() && node().kind == Node::Kind::Scalar; }
  bool is_number() const;
  bool is_text() const;  // Quoted, or plain and neither null, boolean nor number.
  bool is_mapping() const { return exists() && node().kind == Node::Kind::Mapping; }
  bool is_sequence() const { return exists() && node().kind == Node::Kind::Sequence; }
  bool is_empty() const { return exists() && !is_scalar() && node().first_child == kNoNode; }
  std::string_view text() const { return exists() ? reading_->tree.text(node_) : std::string_view(); }
  std::size_t index() const { return node().index; }                              // Among its siblings.
  Position position() const { return reading_->tree.position(node().key_mark); }  // Of its key.
  std::string path() const;
  std::string found() const;  // `5`, `"web"`, `a list`: as a complaint shows it.

  // Complaints, in the words of the API server (apimachinery/pkg/util/validation/field/errors.go).
  void invalid(std::string_view rule) const;        // Invalid value: "Web": <rule>
  void invalid_key(std::string_view rule) const;    // The same of the key: labels, variables, resources.
  void type_invalid(std::string_view rule) const;   // As invalid, for a value of another type.
  void required(std::string_view hint = {}) const;  // Required value[: <hint>]
  void duplicate() const;                           // Duplicate value: "web"
  void forbidden(std::string_view reason) const;    // Forbidden: <reason>; at the key.
  void not_supported(
      std::span<const std::string_view> supported) const;         // Unsupported value: "x": supported values: ...
  void not_found(std::span<const std::string_view> known) const;  // Not found: "x"[, did you mean "y"?]
  void unknown(std::string_view hint) const;                      // unknown field<hint>; at the key.
  // No mistake: what is written here is accepted and has no effect; at the key.
  void note(std::string_view message) const;

  bool require(std::string_view key) const;  // Complains about a member that is not present.
  bool expect_mapping() const;
  bool expect_sequence() const;

  // Calls `visit(key, member)` for every member, once per key: a repetition is complained about.
  template <class Visit>
  void each_member(Visit visit) const;

  // Calls `visit(item)` for every item in order.
  template <class Visit>
  void each_item(Visit visit) const;

  // Readers leave `out` as it is, and return false, after a complaint. Null does not change `out`.
  bool read(std::string& out, Rule rule = nullptr) const;
  bool read(bool& out) const;
  bool read(std::optional<bool>& out) const;
  bool read(std::int64_t& out, std::int64_t min, std::int64_t max) const;
  bool read(std::int32_t& out, std::int32_t min, std::int32_t max = INT32_MAX) const;
  bool read(std::optional<std::int64_t>& out, std::int64_t min, std::int64_t max) const;

  // Complains unless the value is a text of YAML: quoted, or plain and neither null, boolean nor number.
  bool expect_text() const;

 private:
  bool exists() const { return absent_key_.empty() && node_ != kNoNode; }
  const Node& node() const { return reading_->tree[node_]; }
  NodeId find(std::string_view key) const;
  void complain_repeated() const;
  Mark key_mark() const;
  Mark value_mark() const;
  void add(Mark mark, Reason reason, std::string message) const;
  void add_note(Severity severity, std::string message) const;

  Reading* reading_;
  NodeId node_;                  // The nearest ancestor there is when the field is absent.
  std::string_view absent_key_;  // The rest of the path then; must outlive the field.
};

template <class Visit>
void Field::each_member(Visit visit) const {
  if (!is_mapping()) return;
  for (NodeId id = node().first_child; id != kNoNode && !full(); id = reading_->tree[id].next) {
    const Field value(*reading_, id);
    if (value.node().repeats != kNoNode) {
      value.complain_repeated();
    } else {
      visit(reading_->tree.key(id), value);
    }
  }
}

template <class Visit>
void Field::each_item(Visit visit) const {
  if (!is_sequence()) return;
  for (NodeId id = node().first_child; id != kNoNode; id = reading_->tree[id].next) visit(Field(*reading_, id));
}

}  // namespace peapod::config
