// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/consistency.h"

#include "emulator/io/document.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

constexpr size_t longest_value = 60;

std::string value_text(const Value* value) {
  return value != nullptr ? cut(to_json(*value), longest_value) : "nothing";
}

}  // namespace

std::string first_difference(const Verdict& given, const Verdict& other, const std::string& what) {
  const Value left = to_value(given);
  const Value right = to_value(other);
  for (const Value::Member& member : left.members()) {
    const Value* found = right.find(member.key);
    if (found == nullptr || !(member.value == *found))
      return "\"" + member.key + "\" is " + value_text(&member.value) + ", " + what + " " +
             value_text(found);
  }
  // Members that only the other one has.
  if (!(left == right)) return "the one " + what + " says more";
  return "";
}

}  // namespace gonogo
