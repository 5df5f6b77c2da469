// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/scenario/gherkin_builtin.h"

/// What the built-in phrases are made of.
namespace gonogo::phrases {

using Line = PhraseLine;

Error problem(std::string code, std::string what, std::string hint = {});

/// Whether it stands under Then.
bool is_outcome(const Line& line);
/// Under Then a reader takes a line for a check: `does` is what it does instead.
Result<Done> refuse_outcome(const Line& line, const std::string& does, const std::string& instead);

void add_step(Line& line, Value mapping);
/// The step with that verb that was added last; `kind` says what is missing.
Result<PhraseStep*> last_step(Line& line, std::string_view verb, std::string_view kind);
/// Of the last request, and of the last command.
Result<Done> expect(Line& line, Value fields);
Result<Done> expect_of_command(Line& line, Value fields);

/// Whether `${name}`, or a member of it, stands anywhere below.
bool names_variable(const Value& value, const std::string& name);

/// A text between quotes is a text; a number, true, false or null without them is that.
Value typed(const std::string& text, bool only_integers);
/// What a phrase's "V" may be: a person does not tell 5 from "5".
Value loosely(const std::string& text);
Value is(std::string_view op, Value operand);

std::vector<BuiltinPhrase> store_phrases();
std::vector<BuiltinPhrase> request_phrases();
std::vector<BuiltinPhrase> command_phrases();
std::vector<BuiltinPhrase> browser_phrases();

}  // namespace gonogo::phrases
