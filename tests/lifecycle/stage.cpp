// SPDX-License-Identifier: Apache-2.0
#include "tests/lifecycle/stage.h"

#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "emulator/lifecycle/simulate.h"
#include "emulator/task/read.h"

namespace gonogo::test {
namespace {

std::string text_of(const Value* value) {
  if (value == nullptr || value->is_null()) return "-";
  return value->is_text() ? value->as_text() : to_json(*value);
}

std::string seconds(double t) {
  std::string text = std::to_string(t);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

Value simulated(const std::string& containers, const std::string& script) {
  const auto reading = read_task_definition(
      R"({"family":"f","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc","cpu":"256","memory":"512",)"
      "\"containerDefinitions\":" +
          containers + "}",
      "t.json");
  CAPTURE(to_json(to_value(reading)));
  REQUIRE(reading.accepted());
  auto answer = simulate(*reading.definition, script, "script.yaml");
  if (!answer) FAIL(to_text(answer.error()));
  return *answer;
}

std::string events_of(const Value& answer) {
  std::string lines;
  for (const Value& event : answer.find("events")->items()) {
    const Value* container = event.find("container");
    lines += seconds(event.find("t")->as_number()) + " " +
             (container->is_null() ? "" : container->as_text() + " ") +
             event.find("event")->as_text() + "\n";
  }
  return lines;
}

std::string containers_of(const Value& answer) {
  std::string lines;
  for (const Value& container : answer.find("task")->find("containers")->items())
    lines += text_of(container.find("name")) + ": " + text_of(container.find("lastStatus")) + " " +
             text_of(container.find("exitCode")) + " " + text_of(container.find("healthStatus")) +
             " " + text_of(container.find("restartCount")) + "\n";
  return lines;
}

std::string task_text(const Value& answer, const char* key) {
  return text_of(answer.find("task")->find(key));
}

}  // namespace gonogo::test
