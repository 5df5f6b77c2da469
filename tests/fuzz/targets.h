// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gonogo::fuzz {

/// A reader of what others wrote, and what must hold of its answer whatever it reads.
struct Target {
  std::string_view name;
  void (*run)(std::string_view text);  ///< aborts where something does not hold
  std::string_view seed;               ///< a valid input, from which others are made
};

std::span<const Target> reader_targets();    ///< task definitions, gonogo.yaml, formats of io
std::span<const Target> scenario_targets();  ///< the language, reports, recordings
std::span<const Target> answer_targets();    ///< what comes over a connection
std::span<const Target> truth_targets();     ///< results, verdicts, envelopes

std::vector<Target> all_targets();
/// nullptr for an unknown name.
const Target* find_target(std::string_view name);

/// What libFuzzer found that reached something new, of tests/fuzz/corpus: a line of base64 an input.
std::vector<std::string> kept_inputs(const Target& target);

/// Prints what does not hold and aborts: libFuzzer and doctest both keep the input then.
void hold(bool holds, const char* what);

}  // namespace gonogo::fuzz
