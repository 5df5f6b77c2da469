// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/finding.h"
#include "emulator/base/value.h"

namespace gonogo {

enum class ParameterType {
  text,
  integer,
  flag,
  size,      ///< task cpu and memory: text, also a number
  texts,     ///< list of texts
  integers,  ///< list of integers
  text_map,  ///< mapping of text to text
  object,    ///< mapping of the named shape
  objects,   ///< list of mappings of the named shape
  output,    ///< what DescribeTaskDefinition adds: of any kind, not taken by RegisterTaskDefinition
};

/// One parameter of RegisterTaskDefinition. Names, types and required members are those of ECS's
/// service model (boto/botocore, ecs/2014-11-13/service-2.json).
struct Parameter {
  std::string_view shape;  ///< where: "task", "container", "healthCheck", …
  std::string_view name;
  ParameterType type;
  std::string_view of{};  ///< the shape of an object or of a list's items
  bool required = false;
  std::string_view choices{};  ///< allowed texts, separated by '|'
};

/// All parameters: reading, types and unknown keys come from this one table.
std::span<const Parameter> parameters();

const Parameter* find_parameter(std::string_view shape, std::string_view name);

/// Compares a mapping with its shape: `unknown-key`, `wrong-type`, `missing-key`, `unknown-value`,
/// and the notes `output-only-key` and `number-for-text`. A null counts as absent.
void check_shape(const Value& value, std::string_view shape, const std::string& pointer,
                 const std::string& file, Findings& findings);

}  // namespace gonogo
