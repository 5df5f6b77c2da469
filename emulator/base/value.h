// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/base/location.h"

namespace gonogo {

/// A JSON or YAML value that remembers where it was written. Objects keep the order of their keys.
///
/// Integers beyond 64 bits become `number`. The accessors `as_…` ask for the kind that was checked
/// before; on another kind they answer the empty value of theirs, so that reading never throws.
class Value {
 public:
  struct Member;
  using Array = std::vector<Value>;
  using Object = std::vector<Member>;

  // All that makes, copies or ends one is in value.cpp: Member is complete there, and every other source
  // is compiled faster.
  Value();
  Value(std::nullptr_t);
  Value(bool flag);
  Value(int number);
  Value(std::int64_t number);
  Value(double number);
  Value(const char* text);
  Value(std::string text);
  Value(std::string_view text);
  Value(Array items);
  Value(Object members);
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  static Value array();
  static Value object();
  static Value object(std::initializer_list<Member> members);

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(data_); }
  bool is_text() const { return std::holds_alternative<std::string>(data_); }
  bool is_array() const { return std::holds_alternative<Array>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }

  bool as_bool() const;
  std::int64_t as_integer() const;
  double as_number() const;
  const std::string& as_text() const;
  const Array& items() const;
  const Object& members() const;
  Array& items();
  Object& members();

  /// The member of that key, or nullptr (also when this is no object).
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// Sets or adds a member; makes an object of a null.
  Value& set(std::string key, Value value);
  /// Adds an item; makes an array of a null.
  Value& push(Value value);
  void erase(std::string_view key);

  /// What it is in the words of a message: "text", "integer", "number", "true or false", "list",
  /// "mapping", "nothing".
  std::string_view kind_name() const;

  /// Equal by content; 1 and 1.0 are equal, text never equals a number; key order and marks are
  /// ignored.
  friend bool operator==(const Value& a, const Value& b);

  Mark mark{};

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

struct Value::Member {
  std::string key;
  Value value;
  Mark mark{};  ///< of the key
  friend bool operator==(const Member& a, const Member& b);
};

/// The node at a JSON pointer, or the nearest ancestor that exists: where a finding is shown.
const Value& nearest_node(const Value& root, std::string_view pointer);

/// One reference token of a JSON pointer, escaped (RFC 6901: ~ and /).
std::string pointer_token(std::string_view key);

/// Of two numbers, by value, however they are kept: below, equal to or above zero; nothing with NaN.
std::optional<int> order_of(const Value& a, const Value& b);

}  // namespace gonogo
