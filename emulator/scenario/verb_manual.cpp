// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/browser_actions.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

constexpr int most_questions = 20;  // to somebody who answers neither pass nor fail

bool asks(const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
    return step.verb == Verb::manual || asks(step.steps);
  });
}

std::string heading(const Value& body, const VerbContext& context) {
  std::string text =
      "\n" + context.scenario + "\n  " + replace_all(text_of(body, "manual"), "\n", "\n  ") + "\n";
  if (const std::string image = text_of(body, "image"); !image.empty())
    text += "  look at: " + context.path_of(image).string() + "\n";
  return text;
}

/// "pass" or "fail"; nothing when the input ends before.
std::optional<std::string> ask_answer(const AskPerson& ask, const std::string& before) {
  std::string question = before + "  pass or fail? ";
  for (int i = 0; i < most_questions; ++i) {
    const auto line = ask(question);
    if (!line) return std::nullopt;
    const std::string word = to_lower(trim(*line));
    for (const std::string answer : {"pass", "fail"})
      if (!word.empty() && answer.starts_with(word)) return answer;
    question = "  please type pass or fail: ";
  }
  return std::nullopt;
}

std::string ask_name(const AskPerson& ask, const std::string& usual) {
  const auto line = ask("  your name" + (usual.empty() ? "" : " [" + usual + "]") + ": ");
  const std::string name(trim(line.value_or("")));
  return name.empty() ? usual : name;
}

}  // namespace

bool needs_person(const Scenario& scenario) {
  return asks(scenario.steps) || asks(scenario.finally);
}

Tried try_manual(const Value& body, VerbContext& context, Milliseconds) {
  Tried tried{.request = text_of(body, "manual")};
  const AskPerson& ask = context.context.ask;
  const auto answer = ask ? ask_answer(ask, heading(body, context)) : std::nullopt;
  if (!answer) {
    tried.error = Error{.code = "nobody-answers",
                        .what = "nobody answered the manual step",
                        .hint = "run it in a terminal"};
    return tried;
  }
  const std::string note(trim(ask("  a note (Enter for none): ").value_or("")));
  std::string usual = text_of(body, "by");
  if (usual.empty()) usual = context.context.world.variable("USER");
  const std::string by = ask_name(ask, usual);
  const Clock& clock = context.context.world.clock;
  tried.fields = Value::object({{"answer", *answer}, {"note", note}, {"by", by}});
  tried.response =
      *answer + " by " + (by.empty() ? "somebody" : by) + (note.empty() ? "" : ": " + note);
  Value kept = tried.fields;
  kept.set("asked", tried.request);
  kept.set("at", to_rfc3339(clock.wall(), 0));
  if (auto file = keep_evidence(context, "manual.json", to_json(kept, 2) + "\n"))
    tried.evidence.push_back(std::move(*file));
  tried.checks.push_back({.what = "the answer of " + (by.empty() ? "somebody" : by),
                          .mark = body.find("manual")->mark,
                          .op = "eq",
                          .expected = "pass",
                          .actual = *answer + (note.empty() ? "" : ": " + note),
                          .passed = *answer == "pass"});
  return tried;
}

}  // namespace gonogo
