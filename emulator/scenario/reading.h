// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/finding.h"
#include "emulator/base/reader.h"
#include "emulator/scenario/scenario.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {

/// Where in a file something is being read, and where remarks about it go.
struct Reading {
  std::string file;
  std::string pointer{};
  Findings& findings;
  const ReadText* files = nullptr;   ///< null: no other file can be read
  std::vector<std::string> chain{};  ///< the files that include this one, and itself

  Reading below(std::string_view key) const;
  Location place(const Value& value) const { return {file, value.mark, pointer}; }
  void report(std::string rule, std::string message, const Value& value,
              std::string hint = {}) const;
  void report(const Error& error, const Value& value) const;

  /// A path as written in this file, from gonogo.yaml.
  std::string path_of(const std::string& written) const;
  /// The text of such a file; nothing when it can't be read, which is reported at `at`.
  std::optional<std::string> text_of(const std::string& path, const Value& at) const;
};

/// Steps of `steps` or `finally`. What can't be read is reported and left out.
std::vector<Step> read_steps(const Value& list, const Reading& reading);
std::optional<Step> read_step(const Value& mapping, const Reading& reading);

/// Reports what a verb's own keys have wrong.
void check_own_keys(Reader& reader, const VerbRule& rule, const Value& step,
                    const Reading& reading);

/// The mapping under `expect`, `until` or `unless`, with `json`, `headers`, `cookies`, `row` and
/// `error` resolved into one expectation a path, header, cookie, column or part.
std::vector<Expectation> read_expectations(const Value& mapping, const VerbRule& rule,
                                           const Reading& reading);
/// Reports what a literal or mapping of operators has wrong.
void check_wanted(const Value& wanted, FieldKind kind, const Reading& reading);
/// Reports a field that the verb's result does not have.
void check_field(const std::string& field, const VerbRule& rule, const Value& at,
                 const Reading& reading);

std::vector<Capture> read_captures(const Value& mapping, const VerbRule& rule,
                                   const Reading& reading);

/// The fragment of an `include` into its steps. Its own problems are located in its own file.
void read_include(Reader& reader, Step& step, const Reading& reading);

/// Puts the schema itself where `schema:` names a file, below a literal or mapping of operators.
void load_schemas(Value& wanted, const Reading& reading);

/// The rows of `examples`, written here or in a CSV file; what can't be used is reported.
Value::Array read_examples(const Value& examples, const Reading& reading);

/// Reports what a mapping of masks has wrong.
void check_masks(const Value& masks, const Reading& reading);

/// Says of a value and of all in it that it stands there.
void put_mark(Value& value, Mark mark);

/// Reports every placeholder below a value that can't be read.
void check_placeholders(const Value& value, const Reading& reading);

}  // namespace gonogo
