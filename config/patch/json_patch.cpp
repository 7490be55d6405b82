#include "config/patch/json_patch.h"

#include <algorithm>
#include <span>

#include "config/patch/json_pointer.h"
#include "config/patch/json_tree.h"

namespace peapod::config {
namespace {

using Kind = PatchError::Kind;
using Tokens = std::span<const std::string>;
using MaybeError = std::optional<PatchError>;

enum class Verb : std::uint8_t { Add, Remove, Replace, Move, Copy, Test };

struct VerbName {
  std::string_view name;
  Verb verb;
};
constexpr VerbName kVerbs[] = {{"add", Verb::Add},   {"remove", Verb::Remove}, {"replace", Verb::Replace},
                               {"move", Verb::Move}, {"copy", Verb::Copy},     {"test", Verb::Test}};

struct Operation {
  Verb verb = Verb::Test;
  std::string_view name;
  std::string_view path_text;
  std::string_view from_text;
  JsonPointer path;
  JsonPointer from;            // Of move and copy.
  JsonValue* value = nullptr;  // Of add, replace and test.
};

PatchError malformed(std::string message) { return {Kind::Malformed, std::move(message)}; }

PatchError does_not_apply(const Operation& operation, std::string message) {
  return {Kind::DoesNotApply, std::string(operation.name) + " operation does not apply: " + std::move(message)};
}

// The words of evanphx/json-patch, which kube-apiserver uses.
PatchError missing(const Operation& operation, std::string_view path) {
  return does_not_apply(operation, "doc is missing path: \"" + std::string(path) + "\": missing value");
}

MaybeError read_pointer(JsonValue& operation, const char* member, std::string_view& text, JsonPointer& out) {
  const JsonValue* value = find_member(operation, member);
  if (value == nullptr || !value->IsString()) return malformed(std::string("\"") + member + "\" must be a string");
  text = text_of(*value);
  std::optional<JsonPointer> pointer = parse_json_pointer(text);
  if (!pointer) return malformed("\"" + std::string(text) + "\" is not a JSON pointer (RFC 6901)");
  out = std::move(*pointer);
  return std::nullopt;
}

MaybeError read_operation(JsonValue& json, Operation& out) {
  if (!json.IsObject()) return malformed("an operation must be an object");
  const JsonValue* verb = find_member(json, "op");
  if (verb == nullptr || !verb->IsString()) return malformed("\"op\" must be a string");
  out.name = text_of(*verb);
  const auto* known = std::ranges::find(kVerbs, out.name, &VerbName::name);
  if (known == std::end(kVerbs)) {
    return malformed("unknown operation \"" + std::string(out.name) +
                     "\"; known are add, remove, replace, move, copy, test");
  }
  out.verb = known->verb;
  if (auto error = read_pointer(json, "path", out.path_text, out.path)) return error;
  if (out.verb == Verb::Move || out.verb == Verb::Copy) return read_pointer(json, "from", out.from_text, out.from);
  out.value = find_member(json, "value");
  if (out.verb != Verb::Remove && out.value == nullptr) return malformed("\"value\" is missing");
  return std::nullopt;
}

JsonValue* resolve(JsonValue& root, Tokens tokens) {
  JsonValue* at = &root;
  for (const std::string& token : tokens) {
    if (at->IsObject()) {
      at = find_member(*at, token);
    } else if (at->IsArray() && !at->Empty()) {
      const auto index = list_index(token, at->Size() - 1);
      at = index ? &(*at)[*index] : nullptr;
    } else {
      at = nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

struct Extent {
  std::size_t bytes = 0;
  std::size_t depth = 0;
};

Extent extent(const JsonValue& value) {
  Extent whole{sizeof(JsonValue), 0};
  const auto add = [&whole](const Extent& part) {
    whole.bytes += part.bytes;
    whole.depth = std::max(whole.depth, part.depth);
  };
  if (value.IsString()) whole.bytes += value.GetStringLength();
  if (value.IsArray()) {
    for (const JsonValue& item : value.GetArray()) add(extent(item));
  } else if (value.IsObject()) {
    for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) {
      add(extent(value.MemberBegin()[i].name));
      add(extent(value.MemberBegin()[i].value));
    }
  }
  if (value.IsArray() || value.IsObject()) whole.depth += 1;
  return whole;
}

class JsonPatch {
 public:
  JsonPatch(JsonValue& root, JsonAllocator& allocator) : root_(root), allocator_(allocator) {}

  MaybeError apply(const Operation& operation) {
    switch (operation.verb) {
      case Verb::Add:
        return add(operation, *operation.value);
      case Verb::Remove:
        return remove(operation, operation.path, operation.path_text);
      case Verb::Replace:
        return replace(operation);
      case Verb::Move:
        return move(operation);
      case Verb::Copy:
        return copy(operation);
      case Verb::Test:
        return test(operation);
    }
    return std::nullopt;
  }

 private:
  MaybeError add(const Operation& operation, JsonValue& value) {
    if (auto error = limit_depth(operation, extent(value).depth)) return error;
    if (operation.path.empty()) return root_ = value, std::nullopt;
    const std::string& last = operation.path.back();
    JsonValue* parent = resolve(root_, Tokens(operation.path).first(operation.path.size() - 1));
    if (parent == nullptr || (!parent->IsObject() && !parent->IsArray()))
      return missing(operation, operation.path_text);
    if (parent->IsObject()) return set_member(*parent, last, std::move(value), allocator_), std::nullopt;
    const auto index = last == "-" ? parent->Size() : list_index(last, parent->Size());
    if (!index) return does_not_apply(operation, "unable to access invalid index: " + last);
    parent->PushBack(value, allocator_);
    for (rapidjson::SizeType i = parent->Size() - 1; i > *index; --i) (*parent)[i].Swap((*parent)[i - 1]);
    return std::nullopt;
  }

  MaybeError remove(const Operation& operation, const JsonPointer& path, std::string_view text) {
    if (path.empty()) return does_not_apply(operation, "the whole document cannot be removed");
    JsonValue* parent = resolve(root_, Tokens(path).first(path.size() - 1));
    if (parent != nullptr && parent->IsObject() && erase_member(*parent, path.back())) return std::nullopt;
    if (parent == nullptr || !parent->IsArray() || parent->Empty()) return missing(operation, text);
    const auto index = list_index(path.back(), parent->Size() - 1);
    if (!index) return missing(operation, text);
    parent->Erase(parent->Begin() + *index);
    return std::nullopt;
  }

  MaybeError replace(const Operation& operation) {
    JsonValue* target = resolve(root_, operation.path);
    if (target == nullptr) return missing(operation, operation.path_text);
    if (auto error = limit_depth(operation, extent(*operation.value).depth)) return error;
    *target = *operation.value;
    return std::nullopt;
  }

  MaybeError move(const Operation& operation) {
    JsonValue* source = resolve(root_, operation.from);
    if (source == nullptr) return missing(operation, operation.from_text);
    if (operation.from == operation.path) return std::nullopt;
    const bool into_itself = operation.from.size() < operation.path.size() &&
                             std::equal(operation.from.begin(), operation.from.end(), operation.path.begin());
    if (into_itself) return does_not_apply(operation, "a value cannot be moved into itself");
    if (auto error = spend(*source)) return error;
    JsonValue taken(std::move(*source));
    if (auto error = remove(operation, operation.from, operation.from_text)) return error;
    return add(operation, taken);
  }

  MaybeError copy(const Operation& operation) {
    const JsonValue* source = resolve(root_, operation.from);
    if (source == nullptr) return missing(operation, operation.from_text);
    if (auto error = spend(*source)) return error;
    JsonValue taken(*source, allocator_);
    return add(operation, taken);
  }

  MaybeError test(const Operation& operation) {
    const JsonValue* present = resolve(root_, operation.path);
    if (present == nullptr) return missing(operation, operation.path_text);
    if (*present == *operation.value) return std::nullopt;
    return PatchError{Kind::DoesNotApply, "testing value " + std::string(operation.path_text) + " failed: test failed"};
  }

  MaybeError limit_depth(const Operation& operation, std::size_t depth) const {
    if (operation.path.size() + depth <= kPatchDepthMax) return std::nullopt;
    return PatchError{Kind::TooLarge, "the object would have more than " + std::to_string(kPatchDepthMax) + " levels"};
  }

  // As AccumulatedCopySizeLimit of evanphx/json-patch, which kube-apiserver sets too.
  MaybeError spend(const JsonValue& value) {
    copied_bytes_ += extent(value).bytes;
    if (copied_bytes_ <= kPatchCopiedBytesMax) return std::nullopt;
    return PatchError{Kind::TooLarge,
                      "the operations copy and move more than " + std::to_string(kPatchCopiedBytesMax) + " bytes"};
  }

  JsonValue& root_;
  JsonAllocator& allocator_;
  std::size_t copied_bytes_ = 0;
};

}  // namespace

Patched apply_json_patch(std::string_view object_json, std::string_view patch_json) {
  JsonAllocator allocator;
  rapidjson::Document object(&allocator);
  rapidjson::Document patch(&allocator);
  if (auto error = parse_tree(object_json, "the object", object)) return {{}, std::move(error)};
  if (auto error = parse_tree(patch_json, "the patch", patch, kPatchOperationsMax)) return {{}, std::move(error)};
  if (!patch.IsArray()) return {{}, malformed("a JSON patch must be a list of operations")};
  JsonPatch target(object, allocator);
  for (rapidjson::SizeType i = 0; i < patch.Size(); ++i) {
    Operation operation;
    MaybeError error = read_operation(patch[i], operation);
    if (!error) error = target.apply(operation);
    if (!error) continue;
    error->message = "operation " + std::to_string(i) + ": " + error->message;
    return {{}, std::move(error)};
  }
  return print_tree(object);
}

}  // namespace peapod::config
