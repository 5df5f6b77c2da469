// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/tree_builder.h"

#include <algorithm>
#include <utility>

namespace gonogo {
namespace {

constexpr size_t deepest_value = 200;

}  // namespace

void TextCursor::step() {
  const char c = text[at++];
  if (c == '\n') {
    mark = {mark.line + 1, 1};
  } else if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) {
    ++mark.column;
  }
}

void TextCursor::advance_to(size_t offset) {
  while (at < std::min(offset, text.size())) step();
}

TreeBuilder::TreeBuilder(std::string code, std::string file)
    : code_(std::move(code)), file_(std::move(file)) {}

bool TreeBuilder::begin(Value container, Mark mark) {
  if (refusal_) return false;
  if (frames_.size() >= deepest_value)
    return refuse("values nest deeper than " + std::to_string(deepest_value) + " levels", mark);
  container.mark = mark;
  frames_.push_back({.container = std::move(container)});
  return true;
}

bool TreeBuilder::end() {
  if (refusal_) return false;
  Value whole = std::move(frames_.back().container);
  frames_.pop_back();
  return place(std::move(whole));
}

bool TreeBuilder::key(std::string name, Mark mark) {
  if (refusal_) return false;
  Frame& frame = frames_.back();
  if (!frame.keys.insert(name).second) {
    const auto& members = frame.container.members();
    const auto first = std::find_if(members.begin(), members.end(),
                                    [&](const Value::Member& m) { return m.key == name; });
    const std::string line = first != members.end() ? std::to_string(first->mark.line) : "?";
    refuse("the key \"" + name + "\" stands twice in one mapping", mark,
           "the first one is in line " + line, "remove one of the two");
    refusal_->code = "duplicate-key";
    refusal_->where.pointer = pointer() + pointer_token(name);
    return false;
  }
  frame.key = std::move(name);
  frame.key_mark = mark;
  frame.has_key = true;
  return true;
}

bool TreeBuilder::value(Value value, Mark mark) {
  if (refusal_) return false;
  value.mark = mark;
  return place(std::move(value));
}

bool TreeBuilder::wants_key() const {
  return !frames_.empty() && frames_.back().container.is_object() && !frames_.back().has_key;
}

Mark TreeBuilder::pending_mark(Mark otherwise) const {
  return !frames_.empty() && frames_.back().has_key ? frames_.back().key_mark : otherwise;
}

bool TreeBuilder::refuse(std::string what, Mark mark, std::string seen, std::string hint) {
  if (!refusal_)
    refusal_ = {.code = code_,
                .what = std::move(what),
                .where = {.file = file_, .mark = mark},
                .seen = std::move(seen),
                .hint = std::move(hint)};
  return false;
}

std::string TreeBuilder::pointer() const {
  std::string pointer;
  for (size_t i = 0; i + 1 < frames_.size(); ++i) {
    const Frame& frame = frames_[i];
    pointer += frame.container.is_array() ? "/" + std::to_string(frame.container.items().size())
                                          : pointer_token(frame.key);
  }
  return pointer;
}

const Value& TreeBuilder::last() const {
  if (frames_.empty()) return root_;
  const Value& container = frames_.back().container;
  if (container.is_object()) return container.members().back().value;
  return container.items().back();
}

bool TreeBuilder::place(Value value) {
  if (frames_.empty()) {
    root_ = std::move(value);
    return true;
  }
  Frame& frame = frames_.back();
  if (frame.container.is_array()) {
    frame.container.items().push_back(std::move(value));
    return true;
  }
  frame.container.members().push_back({std::move(frame.key), std::move(value), frame.key_mark});
  frame.has_key = false;
  return true;
}

}  // namespace gonogo
