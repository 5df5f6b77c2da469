// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/scenario/gherkin.h"

namespace gonogo {

/// A step in the making: a mapping as YAML would have it, and what later lines add.
struct PhraseStep {
  Value mapping{};
  std::vector<Value> expects{};      ///< each a mapping of fields
  std::vector<Value> captures{};     ///< each a mapping of names
  Milliseconds retry{};              ///< 0: none
  std::optional<Error> undefined{};  ///< no phrase fits the line
};

/// What the built-in phrases of one scenario add up to.
struct PhraseBook {
  std::vector<PhraseStep> steps{};
  std::map<std::string, Value> vars{};
  std::string actor{};
  Value headers{};     ///< of the next request
  size_t touched = 0;  ///< the step that got the last expectation
};

/// One line with what belongs to it.
struct PhraseLine {
  const gherkin::PickleStep& step;
  std::string text;                ///< without "within N seconds, "
  std::vector<std::string> words;  ///< what stood in the pattern's groups
  PhraseBook& book;
};

/// A phrase that gonogo knows.
struct BuiltinPhrase {
  std::string_view shown;    ///< for people: the response status is N
  std::string_view pattern;  ///< Q in it is a quoted text
  Result<Done> (*apply)(PhraseLine& line);
};

/// Whether a table, or a doc string, belongs to it: `shown` says so to people, too.
bool takes_table(const BuiltinPhrase& phrase);
bool takes_doc(const BuiltinPhrase& phrase);

const std::vector<BuiltinPhrase>& builtin_phrases();

/// The words of a line that fits; nothing when it does not.
std::optional<std::vector<std::string>> match_builtin(const BuiltinPhrase& phrase,
                                                      const std::string& line);

/// Whether a built-in phrase, or one behind "within N seconds, ", fits; then it is applied.
Result<Done> apply_builtin(const BuiltinPhrase& phrase, const gherkin::PickleStep& step,
                           PhraseBook& book);

}  // namespace gonogo
