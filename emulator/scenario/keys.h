// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/reader.h"

namespace gonogo {

/// What a key of the language takes.
enum class Shape {
  anything,
  text,
  scalar,  ///< text, or a number or truth value written without quotes
  flag,
  integer,
  number,
  duration,  ///< "500ms", "2s", "1h30m"
  choice,    ///< one of `choices`
  texts,     ///< a list of texts
  list,
  mapping,   ///< with the keys of `inside`, else with any
  words,     ///< a command: text or a list of scalars
  fixtures,  ///< a list of files or {table: [rows]}
  examples,  ///< a list of mappings, or a CSV file
  step,
  steps,
  expectations,
  captures,
  condition,  ///< {"${x}": EXPECTATION}
  loop        ///< {item: LIST}
};

/// One key. The reader checks by it, `gonogo schema` and the reference in docs/scenarios.md print
/// it.
struct KeyRule {
  std::string_view name;
  Shape shape = Shape::anything;
  std::string_view help{};
  const std::vector<KeyRule>* inside = nullptr;
  bool required = false;
  std::vector<std::string> choices{};
};

/// A field of a result.
struct FieldRule {
  std::string_view name;
  std::string_view help{};
};

std::vector<std::string> names_of(const std::vector<KeyRule>& keys);
std::vector<std::string> names_of(const std::vector<FieldRule>& fields);

/// Of a scenario; those that every step has; those of `retry` and of a captured value.
const std::vector<KeyRule>& scenario_keys();
const std::vector<KeyRule>& step_keys();
const std::vector<KeyRule>& retry_keys();
const std::vector<KeyRule>& capture_keys();

/// Makes the keys known to the reader without looking at their values.
void know_keys(Reader& reader, const std::vector<KeyRule>& keys);
/// Reports each value that has another shape than its key takes.
void check_keys(Reader& reader, const std::vector<KeyRule>& keys, Findings& findings);

}  // namespace gonogo
