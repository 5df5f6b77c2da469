// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "emulator/io/regex.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/json_path_tree.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace json_path {
namespace {

using Nodes = std::vector<const Value*>;

/// Where $ and @ point to while a condition is tried.
struct Scope {
  const Value& root;
  const Value& current;
};

bool holds(const Logical& condition, Scope scope);
Nodes nodes_of(const Query& query, Scope scope);

/// I-Regexp (RFC 9485) for RE2: its dot matches neither line feed nor carriage return.
std::string to_re2(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      out += c;
      out += pattern[++i];
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c == '.' && !in_class) {
      out += "[^\\n\\r]";
    } else {
      out += c;
    }
  }
  return out;
}

bool matches(const std::optional<Value>& text, const std::optional<Value>& pattern, bool whole) {
  if (!text || !pattern || !text->is_text() || !pattern->is_text()) return false;
  std::string re2 = to_re2(pattern->as_text());
  if (whole) re2 = "\\A(?:" + re2 + ")\\z";
  const auto found = search(text->as_text(), re2);
  return found && found->has_value();
}

std::optional<Value> length_of(const std::optional<Value>& value) {
  if (!value) return std::nullopt;
  size_t length = 0;
  if (value->is_text()) {
    length = count_characters(value->as_text());
  } else if (value->is_array()) {
    length = value->items().size();
  } else if (value->is_object()) {
    length = value->members().size();
  } else {
    return std::nullopt;
  }
  return Value(static_cast<std::int64_t>(length));
}

std::optional<Value> value_of(const Operand& operand, Scope scope);

std::optional<Value> value_of_call(const Call& call, Scope scope) {
  const Operand& first = call.arguments[0];
  if (call.function == Function::length) return length_of(value_of(first, scope));
  const Nodes nodes = nodes_of(std::get<Query>(first), scope);
  if (call.function == Function::count) return Value(static_cast<std::int64_t>(nodes.size()));
  if (nodes.size() != 1) return std::nullopt;
  return *nodes[0];
}

std::optional<Value> value_of(const Operand& operand, Scope scope) {
  if (const auto* literal = std::get_if<Value>(&operand)) return *literal;
  if (const auto* call = std::get_if<std::unique_ptr<Call>>(&operand))
    return value_of_call(**call, scope);
  const Nodes nodes = nodes_of(std::get<Query>(operand), scope);
  if (nodes.empty()) return std::nullopt;
  return *nodes[0];
}

bool less(const std::optional<Value>& a, const std::optional<Value>& b) {
  if (!a || !b) return false;
  if (a->is_integer() && b->is_integer()) return a->as_integer() < b->as_integer();
  if (a->is_number() && b->is_number()) return a->as_number() < b->as_number();
  return a->is_text() && b->is_text() && a->as_text() < b->as_text();
}

bool compare(const std::optional<Value>& a, Comparator comparator, const std::optional<Value>& b) {
  switch (comparator) {
    case Comparator::equal: return a == b;
    case Comparator::not_equal: return !(a == b);
    case Comparator::less: return less(a, b);
    case Comparator::less_or_equal: return less(a, b) || a == b;
    case Comparator::greater: return less(b, a);
    case Comparator::greater_or_equal: return less(b, a) || a == b;
  }
  return false;
}

bool test(const Operand& operand, Scope scope) {
  if (const auto* query = std::get_if<Query>(&operand)) return !nodes_of(*query, scope).empty();
  const Call& call = *std::get<std::unique_ptr<Call>>(operand);
  return matches(value_of(call.arguments[0], scope), value_of(call.arguments[1], scope),
                 call.function == Function::match);
}

bool holds(const Logical& condition, Scope scope) {
  const auto part_holds = [&](const Logical& part) { return holds(part, scope); };
  const auto& parts = condition.parts;
  switch (condition.kind) {
    case Logical::Kind::any: return std::any_of(parts.begin(), parts.end(), part_holds);
    case Logical::Kind::all: return std::all_of(parts.begin(), parts.end(), part_holds);
    case Logical::Kind::negation: return !holds(parts[0], scope);
    case Logical::Kind::test: return test(condition.operands[0], scope);
    case Logical::Kind::comparison:
      return compare(value_of(condition.operands[0], scope), condition.comparator,
                     value_of(condition.operands[1], scope));
  }
  return false;
}

Nodes children(const Value& node) {
  Nodes found;
  for (const Value& item : node.items()) found.push_back(&item);
  for (const Value::Member& member : node.members()) found.push_back(&member.value);
  return found;
}

/// Applies one selector to one node, adding to `found`.
struct Select {
  const Value& node;
  const Value& root;
  Nodes& found;

  void operator()(const std::string& name) const {
    if (const Value* member = node.find(name)) found.push_back(member);
  }
  void operator()(Wildcard) const {
    for (const Value* child : children(node)) found.push_back(child);
  }
  void operator()(std::int64_t index) const {
    const auto length = static_cast<std::int64_t>(node.items().size());
    const std::int64_t at = index < 0 ? index + length : index;
    if (at >= 0 && at < length) found.push_back(&node.items()[static_cast<size_t>(at)]);
  }
  // RFC 9535, section 2.3.4.2.2
  void operator()(const Slice& slice) const {
    const auto length = static_cast<std::int64_t>(node.items().size());
    const auto normalized = [&](std::int64_t i) { return i >= 0 ? i : length + i; };
    const std::int64_t step = slice.step;
    if (step > 0) {
      const auto from = std::clamp<std::int64_t>(normalized(slice.start.value_or(0)), 0, length);
      const auto to = std::clamp<std::int64_t>(normalized(slice.end.value_or(length)), 0, length);
      for (std::int64_t i = from; i < to; i += step) (*this)(i);
    } else if (step < 0) {
      const auto from = std::clamp<std::int64_t>(
          slice.start ? normalized(*slice.start) : length - 1, -1, length - 1);
      const auto to =
          std::clamp<std::int64_t>(slice.end ? normalized(*slice.end) : -1, -1, length - 1);
      for (std::int64_t i = from; i > to; i += step) (*this)(i);
    }
  }
  void operator()(const Filter& filter) const {
    for (const Value* child : children(node))
      if (holds(*filter.condition, {root, *child})) found.push_back(child);
  }
};

void apply(const Segment& segment, const Value& node, const Value& root, Nodes& found) {
  for (const Selector& selector : segment.selectors)
    std::visit(Select{node, root, found}, selector);
  if (!segment.descendant) return;
  for (const Value* child : children(node)) apply(segment, *child, root, found);
}

Nodes nodes_of(const Query& query, Scope scope) {
  Nodes nodes{query.relative ? &scope.current : &scope.root};
  for (const Segment& segment : query.segments) {
    Nodes found;
    for (const Value* node : nodes) apply(segment, *node, scope.root, found);
    nodes = std::move(found);
  }
  return nodes;
}

}  // namespace

bool Query::singular() const {
  return std::all_of(segments.begin(), segments.end(), [](const Segment& segment) {
    return !segment.descendant && segment.selectors.size() == 1 &&
           (std::holds_alternative<std::string>(segment.selectors[0]) ||
            std::holds_alternative<std::int64_t>(segment.selectors[0]));
  });
}

}  // namespace json_path

JsonPath::JsonPath(json_path::Query query)
    : query_(std::make_unique<const json_path::Query>(std::move(query))) {}
JsonPath::JsonPath(JsonPath&&) noexcept = default;
JsonPath& JsonPath::operator=(JsonPath&&) noexcept = default;
JsonPath::~JsonPath() = default;

bool JsonPath::singular() const { return query_->singular(); }

std::vector<const Value*> JsonPath::select(const Value& root) const {
  return json_path::nodes_of(*query_, {root, root});
}

std::optional<Value> JsonPath::value_in(const Value& root) const {
  const auto nodes = select(root);
  if (nodes.empty()) return std::nullopt;
  if (singular()) return *nodes[0];
  Value list = Value::array();
  for (const Value* node : nodes) list.push(*node);
  return list;
}

}  // namespace gonogo
