// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/value.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "emulator/base/text.h"

namespace gonogo {

Value::Value() = default;
Value::Value(std::nullptr_t) {}
Value::Value(bool flag) : data_(flag) {}
Value::Value(int number) : data_(static_cast<std::int64_t>(number)) {}
Value::Value(std::int64_t number) : data_(number) {}
Value::Value(double number) : data_(number) {}
Value::Value(const char* text) : data_(std::string(text)) {}
Value::Value(std::string text) : data_(std::move(text)) {}
Value::Value(std::string_view text) : data_(std::string(text)) {}
Value::Value(Array items) : data_(std::move(items)) {}
Value::Value(Object members) : data_(std::move(members)) {}
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value Value::array() { return Value(Array{}); }

Value Value::object() { return Value(Object{}); }

Value Value::object(std::initializer_list<Member> members) { return Value(Object(members)); }

bool Value::as_bool() const {
  const bool* flag = std::get_if<bool>(&data_);
  return flag != nullptr && *flag;
}

std::int64_t Value::as_integer() const {
  const auto* number = std::get_if<std::int64_t>(&data_);
  return number != nullptr ? *number : 0;
}

double Value::as_number() const {
  if (const auto* number = std::get_if<double>(&data_)) return *number;
  return static_cast<double>(as_integer());
}

const std::string& Value::as_text() const {
  static const std::string none;
  const auto* text = std::get_if<std::string>(&data_);
  return text != nullptr ? *text : none;
}

const Value::Array& Value::items() const {
  static const Array none;
  const auto* items = std::get_if<Array>(&data_);
  return items != nullptr ? *items : none;
}

const Value::Object& Value::members() const {
  static const Object none;
  const auto* members = std::get_if<Object>(&data_);
  return members != nullptr ? *members : none;
}

Value::Array& Value::items() {
  if (!is_array()) data_ = Array{};
  return std::get<Array>(data_);
}

Value::Object& Value::members() {
  if (!is_object()) data_ = Object{};
  return std::get<Object>(data_);
}

const Value* Value::find(std::string_view key) const {
  for (const Member& member : members())
    if (member.key == key) return &member.value;
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(static_cast<const Value*>(this)->find(key));
}

Value& Value::set(std::string key, Value value) {
  if (Value* existing = find(key)) {
    *existing = std::move(value);
    return *existing;
  }
  members().push_back({std::move(key), std::move(value), {}});
  return members().back().value;
}

Value& Value::push(Value value) {
  items().push_back(std::move(value));
  return items().back();
}

void Value::erase(std::string_view key) {
  if (!is_object()) return;
  std::erase_if(members(), [&](const Member& member) { return member.key == key; });
}

std::string_view Value::kind_name() const {
  if (is_null()) return "nothing";
  if (is_bool()) return "true or false";
  if (is_integer()) return "integer";
  if (is_number()) return "number";
  if (is_text()) return "text";
  return is_array() ? "list" : "mapping";
}

std::optional<int> order_of(const Value& a, const Value& b) {
  const auto sign = [](const auto& x, const auto& y) -> std::optional<int> {
    if (x < y) return -1;
    if (y < x) return 1;
    return x == y ? std::optional(0) : std::nullopt;
  };
  if (a.is_integer() && b.is_integer()) return sign(a.as_integer(), b.as_integer());
  // It holds every double and every int64 (x86-64: 64 bits of mantissa, AArch64: 113).
  const auto whole = [](const Value& each) {
    return each.is_integer() ? static_cast<long double>(each.as_integer())
                             : static_cast<long double>(each.as_number());
  };
  return sign(whole(a), whole(b));
}

bool operator==(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) return a.as_integer() == b.as_integer();
  if (a.is_number() && b.is_number()) return order_of(a, b) == 0;
  if (!a.is_object() || !b.is_object()) return a.data_ == b.data_;
  if (a.members().size() != b.members().size()) return false;
  return std::all_of(a.members().begin(), a.members().end(), [&](const Value::Member& member) {
    const Value* other = b.find(member.key);
    return other != nullptr && member.value == *other;
  });
}

bool operator==(const Value::Member& a, const Value::Member& b) {
  return a.key == b.key && a.value == b.value;
}

const Value& nearest_node(const Value& root, std::string_view pointer) {
  const Value* node = &root;
  const std::vector<std::string> tokens = split(pointer, '/');
  for (size_t i = 1; i < tokens.size(); ++i) {
    const std::string key = replace_all(replace_all(tokens[i], "~1", "/"), "~0", "~");
    const Value* next = node->find(key);
    size_t index = 0;
    const char* const end = key.data() + key.size();
    if (next == nullptr && node->is_array() &&
        std::from_chars(key.data(), end, index).ptr == end && index < node->items().size())
      next = &node->items()[index];
    if (next == nullptr) break;
    node = next;
  }
  return *node;
}

std::string pointer_token(std::string_view key) {
  return "/" + replace_all(replace_all(std::string(key), "~", "~0"), "/", "~1");
}

}  // namespace gonogo
