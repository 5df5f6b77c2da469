// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_phrase_line.h"

namespace gonogo::phrases {
namespace {

Result<Done> run_command(Line& line) {
  add_step(line, Value::object({{"exec", line.words[1]}, {"in", line.words[2]}}));
  return Done{};
}

Result<Done> exits_with(Line& line) {
  return expect_of_command(line, Value::object({{"exit", typed(line.words[1], true)}}));
}

Result<Done> output_contains(Line& line) {
  return expect_of_command(line, Value::object({{"stdout", is("contains", line.words[1])}}));
}

Result<Done> fault(Line& line, const std::string& kind) {
  if (auto done = refuse_outcome(line, "does that to it", "write it under Given or When"); !done)
    return done;
  add_step(line, Value::object({{"fault", is(kind, line.words[1])}}));
  return Done{};
}

Result<Done> container_is(Line& line) {
  static constexpr std::pair<std::string_view, const char*> kinds[] = {
      {"killed", "kill"}, {"paused", "pause"}, {"resumed", "resume"}};
  for (const auto& [word, kind] : kinds)
    if (line.words[2] == word) return fault(line, kind);
  return Done{};
}

Result<Done> service_restarts(Line& line) { return fault(line, "restart"); }

Result<Done> confirms(Line& line) {
  add_step(line, Value::object({{"manual", line.words[2]}, {"by", line.words[1]}}));
  return Done{};
}

}  // namespace

std::vector<BuiltinPhrase> command_phrases() {
  return {
      {R"(I run "CMD" in "T/C")", "I run Q in Q", run_command},
      {"it exits with N", "it exits with ([0-9]+)", exits_with},
      {R"(its output contains "TEXT")", "its output contains Q", output_contains},
      {R"(the container "T/C" is killed)", "the container Q is (killed|paused|resumed)",
       container_is},
      {R"(the service "S" restarts)", "the service Q restarts", service_restarts},
      {R"(NAME confirms: "TEXT")", R"(([^"]+) confirms: Q)", confirms},
  };
}

}  // namespace gonogo::phrases
