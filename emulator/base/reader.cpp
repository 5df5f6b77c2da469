// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/reader.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"

namespace gonogo {

Reader::Reader(const Value& mapping, std::string file, std::string pointer, Findings& findings)
    : mapping_(mapping), file_(std::move(file)), pointer_(std::move(pointer)), findings_(findings) {
  if (!mapping.is_object())
    report("wrong-type",
           "must be a mapping, but is " + std::string(mapping.kind_name()));
}

const Value* Reader::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  return mapping_.find(key);
}

bool Reader::has(std::string_view key) { return find(key) != nullptr; }

template <typename Accept>
const Value* Reader::expect(std::string_view key, std::string_view wanted, Accept accept) {
  const Value* value = find(key);
  if (value == nullptr || value->is_null()) return nullptr;
  if (accept(*value)) return value;
  report("wrong-type",
         "\"" + std::string(key) + "\" must be " + std::string(wanted) + ", but is " +
             std::string(value->kind_name()),
         key);
  return nullptr;
}

std::optional<std::string> Reader::text(std::string_view key) {
  const Value* value = expect(key, "text", [](const Value& v) { return v.is_text(); });
  if (value == nullptr) return std::nullopt;
  return value->as_text();
}

std::optional<std::string> Reader::scalar(std::string_view key) {
  const Value* value = expect(key, "text", [](const Value& v) {
    return v.is_text() || v.is_number() || v.is_bool();
  });
  if (value == nullptr) return std::nullopt;
  if (value->is_text()) return value->as_text();
  if (value->is_bool()) return value->as_bool() ? "true" : "false";
  if (value->is_integer()) return std::to_string(value->as_integer());
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.15g", value->as_number());
  return digits;
}

std::optional<std::int64_t> Reader::integer(std::string_view key) {
  const Value* value = expect(key, "an integer", [](const Value& v) { return v.is_integer(); });
  if (value == nullptr) return std::nullopt;
  return value->as_integer();
}

std::optional<bool> Reader::flag(std::string_view key) {
  const Value* value = expect(key, "true or false", [](const Value& v) { return v.is_bool(); });
  if (value == nullptr) return std::nullopt;
  return value->as_bool();
}

std::optional<Milliseconds> Reader::duration(std::string_view key) {
  const auto is_duration = [](const Value& v) {
    return (v.is_text() && parse_duration(v.as_text())) || (v.is_integer() && v.as_integer() == 0);
  };
  const Value* value = expect(key, "a duration such as 500ms, 2s or 1h30m", is_duration);
  if (value == nullptr) return std::nullopt;
  return value->is_text() ? *parse_duration(value->as_text()) : Milliseconds(0);
}

std::vector<std::string> Reader::texts(std::string_view key) {
  std::vector<std::string> items;
  const Value* value = list(key);
  if (value == nullptr) return items;
  for (const Value& item : value->items()) {
    if (item.is_text()) {
      items.push_back(item.as_text());
    } else {
      report("wrong-type",
             "\"" + std::string(key) + "\" must be a list of texts, but holds " +
                 std::string(item.kind_name()),
             key);
    }
  }
  return items;
}

std::optional<std::string> Reader::choice(std::string_view key,
                                          const std::vector<std::string>& allowed) {
  auto value = text(key);
  if (!value) return std::nullopt;
  if (std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return value;
  report("unknown-value",
         "\"" + std::string(key) + "\" must be one of " + join(allowed, ", ") + ", but is \"" +
             *value + "\"" + did_you_mean(*value, allowed),
         key);
  return std::nullopt;
}

const Value* Reader::mapping(std::string_view key) {
  return expect(key, "a mapping", [](const Value& v) { return v.is_object(); });
}

const Value* Reader::list(std::string_view key) {
  return expect(key, "a list", [](const Value& v) { return v.is_array(); });
}

bool Reader::require(std::string_view key) {
  const Value* value = find(key);
  if (value != nullptr && !value->is_null()) return true;
  report("missing-key", "\"" + std::string(key) + "\" is missing");
  return false;
}

void Reader::finish() {
  for (const Value::Member& member : mapping_.members()) {
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    Finding finding{.rule = "unknown-key",
                    .message = "unknown key \"" + member.key + "\"" +
                               did_you_mean(member.key, known_),
                    .where = {file_, member.mark, pointer(member.key)}};
    findings_.push_back(std::move(finding));
  }
}

void Reader::report(std::string rule, std::string message, std::string_view key,
                    std::string hint) {
  findings_.push_back({.rule = std::move(rule),
                       .message = std::move(message),
                       .where = place(key),
                       .hint = std::move(hint)});
}

Location Reader::place(std::string_view key) const {
  const Value* value = key.empty() ? nullptr : mapping_.find(key);
  return {file_, value != nullptr ? value->mark : mapping_.mark, pointer(key)};
}

std::string Reader::pointer(std::string_view key) const {
  return key.empty() ? pointer_ : pointer_ + pointer_token(key);
}

}  // namespace gonogo
