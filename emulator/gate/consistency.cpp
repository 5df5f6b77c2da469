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

std::string first_difference(const Verdict& given, const Verdict& recomputed) {
  const Value left = to_value(given);
  const Value right = to_value(recomputed);
  for (const Value::Member& member : left.members()) {
    const Value* other = right.find(member.key);
    if (other == nullptr || !(member.value == *other))
      return "\"" + member.key + "\" is " + value_text(&member.value) + ", recomputed " +
             value_text(other);
  }
  // Members that only the recomputed one has.
  if (!(left == right)) return "the recomputed one says more";
  return "";
}

}  // namespace gonogo
