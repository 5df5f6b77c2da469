// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/members.h"

namespace gonogo {

const Value& part_of(const Value& mapping, std::string_view key) {
  static const Value nothing;
  const Value* part = mapping.find(key);
  return part != nullptr ? *part : nothing;
}

std::string text_of(const Value& mapping, std::string_view key) {
  return part_of(mapping, key).as_text();
}

std::int64_t number_of(const Value& mapping, std::string_view key) {
  return part_of(mapping, key).as_integer();
}

bool flag_of(const Value& mapping, std::string_view key) { return part_of(mapping, key).as_bool(); }

std::vector<std::string> texts_of(const Value& mapping, std::string_view key) {
  std::vector<std::string> texts;
  for (const Value& item : part_of(mapping, key).items()) texts.push_back(item.as_text());
  return texts;
}

Value texts_value(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

}  // namespace gonogo
