// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_phrase_line.h"

namespace gonogo::phrases {
namespace {

Result<Done> browse(Line& line, std::string_view action, Value value) {
  Value step = Value::object({{"browser", Value(Value::Array{is(action, std::move(value))})}});
  if (!line.book.actor.empty()) step.set("as", line.book.actor);
  add_step(line, std::move(step));
  return Done{};
}

Value pair(const char* target_key, const std::string& target, const char* key,
           const std::string& text) {
  return Value::object({{target_key, target}, {key, text}});
}

Result<Done> open(Line& line) { return browse(line, "open", line.words[1]); }
Result<Done> click(Line& line) { return browse(line, "click", line.words[1]); }
Result<Done> type(Line& line) {
  return browse(line, "type", pair("into", line.words[2], "text", line.words[1]));
}
Result<Done> choose(Line& line) {
  return browse(line, "select", pair("in", line.words[2], "option", line.words[1]));
}
Result<Done> tick(Line& line) {
  return browse(line, line.words[1] == "tick" ? "check" : "uncheck", line.words[2]);
}
Result<Done> press(Line& line) { return browse(line, "press", line.words[1]); }
Result<Done> see(Line& line) { return browse(line, "see", line.words[1]); }
Result<Done> not_see(Line& line) { return browse(line, "not_see", line.words[1]); }
Result<Done> am_at(Line& line) { return browse(line, "at", line.words[1]); }
Result<Done> title(Line& line) { return browse(line, "title", line.words[1]); }
Result<Done> screenshot(Line& line) { return browse(line, "screenshot", line.words[1]); }

}  // namespace

std::vector<BuiltinPhrase> browser_phrases() {
  return {
      {R"(I open "URL")", "I open Q", open},
      {R"(I click "NAME")", "I click Q", click},
      {R"(I type "TEXT" into "NAME")", "I type Q into Q", type},
      {R"(I choose "OPTION" from "NAME")", "I choose Q from Q", choose},
      {R"(I tick "NAME")", "I (tick|untick) Q", tick},
      {R"(I press "KEY")", "I press Q", press},
      {R"(I see "TEXT")", "I see Q", see},
      {R"(I do not see "TEXT")", "I do not see Q", not_see},
      {R"(I am at "URL")", "I am at Q", am_at},
      {R"(the page title is "T")", "the page title is Q", title},
      {R"(I take a screenshot "N")", "I take a screenshot Q", screenshot},
  };
}

}  // namespace gonogo::phrases
